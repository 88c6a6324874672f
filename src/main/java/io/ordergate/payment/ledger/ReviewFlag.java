package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Charge;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something about a payment that a person has to look at.
 *
 * @param reported the amount that the provider reported, if that is what is wrong
 */
public record ReviewFlag(
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
        @Nullable String note) {

    /** Why a person has to look at a payment. */
    public enum Reason {
        /** The provider captured another amount than the payment has. */
        WRONG_AMOUNT,
        WRONG_CURRENCY,
        /** The provider captured money twice for one payment. */
        SECOND_CAPTURE,
        /** The captured amount is not the amount due, because the order was changed after the payment was started. */
        ORDER_CHANGED,
        /** The provider gives two payments the same transaction. */
        TRANSACTION_REUSED,
        /** The provider's report about money is not understood, or has a transaction name that cannot be stored. */
        UNREADABLE,
        /** The provider reports more refunds than was paid. */
        REFUNDED_TOO_MUCH,
        /** The provider suspects a fraud. The payment counts: look at it before the order is sent. */
        RISKY,
        /** The payer disputes the payment. */
        DISPUTED,
        /** Money has to be refunded, and the provider has no call for refunds. */
        REFUND_BY_HAND,
        /** The parcel came back, and its order was paid for: decide what is given back. */
        ORDER_RETURNED,
        /** The provider has refused a refund. */
        REFUND_FAILED,
        /** The provider has not reported the result for a long time. */
        UNRESOLVED;

        /** The name in the database and in JSON. */
        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
