/** Stripe: Checkout Sessions, refunds, webhooks. */
@NullMarked
package io.ordergate.payment.stripe;

import org.jspecify.annotations.NullMarked;
