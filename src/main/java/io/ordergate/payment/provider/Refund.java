package io.ordergate.payment.provider;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money on its way back.
 *
 * @param reference the provider's name for it, once it has one
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
