/** Files for browsers, served out of the class path. */
@NullMarked
package io.ordergate.web.asset;

import org.jspecify.annotations.NullMarked;
