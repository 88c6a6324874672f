package io.ordergate.payment.provider;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refund of a payment, or of a part of it.
 *
 * @param reference the provider's name for the refund, once it has one
 */
public record Refund(
        UUID id,
        UUID paymentId,
        Charge charge,
        RefundStatus status,
        String cause,
        @Nullable String reference,
        int checks,
        Instant createdAt) {}
