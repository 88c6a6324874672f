/** What clients need to know of the settings of this service. */
@NullMarked
package io.ordergate.web.client;

import org.jspecify.annotations.NullMarked;
