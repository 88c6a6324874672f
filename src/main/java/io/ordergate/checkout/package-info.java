/** The main job: an order that becomes real when the texted code comes back. */
@NullMarked
package io.ordergate.checkout;

import org.jspecify.annotations.NullMarked;
