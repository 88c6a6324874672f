package io.ordergate.payment.provider;

import io.ordergate.support.secret.Sensitive;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to pay for an order.
 *
 * @param surplus whether the order was paid before
 * @param reservedMinor the sum of the refunds that are settled or open
 * @param reference the provider's name for the payment, once it has one
 * @param transactionId the provider's name for the captured money
 * @param redirectUrl the provider's page, which anybody with the URL can pay on
 * @param refusal why the provider has refused to start the payment, in the provider's words
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
        @Nullable Sensitive redirectUrl,
        @Nullable Sensitive refusal,
        int checks,
        Instant createdAt,
        Instant updatedAt) {

    private static final int SHORT = 20;

    /** The amount that can still be refunded. */
    public long leftMinor() {
        return capturedMinor - reservedMinor;
    }

    /** The name by which the provider knows the payment. */
    public String referenceOrThrow() {
        if (reference == null) {
            throw new IllegalStateException("payment " + id + " was not started");
        }
        return reference;
    }

    /** The random end of the id, for providers that take no longer name. */
    public String shortId() {
        return shortId(id);
    }

    /** The random end of the id of a payment or a refund, for providers that take no longer name. */
    public static String shortId(UUID id) {
        var digits = id.toString().replace("-", "");
        return digits.substring(digits.length() - SHORT);
    }

    public String transactionOrEmpty() {
        return transactionId == null ? "" : transactionId;
    }
}
