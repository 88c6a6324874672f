package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Charge;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something about a payment that a person has to look at.
 *
 * @param reported the amount that the provider reported, if that is what is wrong
 */
record ReviewFlag(
        UUID id,
        UUID paymentId,
        UUID orderId,
        String provider,
        String reason,
        Charge charge,
        @Nullable Charge reported,
        @Nullable String transactionId,
        Instant createdAt,
        @Nullable Instant resolvedAt,
        @Nullable String note) {}
