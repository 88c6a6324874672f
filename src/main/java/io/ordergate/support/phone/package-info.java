/** Phone numbers and countries. */
@NullMarked
package io.ordergate.support.phone;

import org.jspecify.annotations.NullMarked;
