package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refund before it is stored.
 *
 * @param key the digest of the client's idempotency key
 * @param digest the digest of what the client asked for under that key
 * @param account the account that asked for the refund; null for automatic refunds and those made at the provider
 */
record RefundRequest(
        UUID id,
        UUID paymentId,
        long amountMinor,
        String cause,
        @Nullable String key,
        @Nullable String digest,
        @Nullable UUID account) {

    /** A refund of all that is left of the payment. */
    static RefundRequest ofRest(UUID id, Payment payment, String cause) {
        return new RefundRequest(id, payment.id(), payment.leftMinor(), cause, null, null, null);
    }
}
