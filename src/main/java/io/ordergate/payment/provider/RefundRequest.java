package io.ordergate.payment.provider;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refund to be asked for.
 *
 * @param key the digest of the client's name for the request
 * @param digest the digest of what it asks
 */
public record RefundRequest(
        UUID id,
        UUID paymentId,
        long amountMinor,
        String cause,
        @Nullable String key,
        @Nullable String digest,
        @Nullable UUID account) {

    /** All that is left, on our own account. */
    public static RefundRequest ours(UUID id, Payment payment, String cause) {
        return new RefundRequest(id, payment.id(), payment.leftMinor(), cause, null, null, null);
    }
}
