/** Health of the service. */
@NullMarked
package io.ordergate.web.health;

import org.jspecify.annotations.NullMarked;
