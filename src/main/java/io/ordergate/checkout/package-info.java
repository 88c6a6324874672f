/** The checkout: an order that a texted code confirms. */
@NullMarked
package io.ordergate.checkout;

import org.jspecify.annotations.NullMarked;
