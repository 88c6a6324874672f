/** Cash on delivery. */
@NullMarked
package io.ordergate.payment.cash;

import org.jspecify.annotations.NullMarked;
