package io.ordergate.payment.provider;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to pay for an order.
 *
 * @param surplus whether it is a second payment of its order
 * @param reservedMinor what went back or is on its way
 * @param reference the provider's name for it, once it has one
 * @param transactionId the provider's name for the money
 * @param refusal why its provider declined to begin it for good, in the provider's words
 */
public record Payment(
        UUID id,
        UUID orderId,
        int attempt,
        String provider,
        PaymentStatus status,
        boolean surplus,
        Charge charge,
        long capturedMinor,
        long reservedMinor,
        long refundedMinor,
        @Nullable String reference,
        @Nullable String transactionId,
        @Nullable String redirectUrl,
        @Nullable String refusal,
        int checks,
        Instant createdAt,
        Instant updatedAt) {

    /** What could still be given back. */
    public long leftMinor() {
        return capturedMinor - reservedMinor;
    }

    /** The name that its provider knows. */
    public String referenceOrThrow() {
        if (reference == null) {
            throw new IllegalStateException("payment " + id + " was not started");
        }
        return reference;
    }

    public String transactionOrEmpty() {
        return transactionId == null ? "" : transactionId;
    }

    @Override
    public String toString() {
        return "Payment[" + id + " " + provider + " " + status + "]";
    }
}
