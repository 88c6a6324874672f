/** Payments, refunds and review flags as they are recorded. */
@NullMarked
package io.ordergate.payment.ledger;

import org.jspecify.annotations.NullMarked;
