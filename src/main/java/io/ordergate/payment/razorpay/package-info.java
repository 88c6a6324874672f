/** Razorpay: orders, captures, refunds, webhooks. */
@NullMarked
package io.ordergate.payment.razorpay;

import org.jspecify.annotations.NullMarked;
