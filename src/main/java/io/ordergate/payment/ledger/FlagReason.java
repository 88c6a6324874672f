package io.ordergate.payment.ledger;

import java.util.Locale;

/** Why a person has to look at a payment. */
public enum FlagReason {
    /** The provider took another amount than the order costs. */
    WRONG_AMOUNT,
    WRONG_CURRENCY,
    /** The provider took the money twice for one payment. */
    SECOND_CAPTURE,
    /** What was paid is not what the order costs, since the order was changed after the payment was started. */
    ORDER_CHANGED,
    /** The provider gives this payment the name of the money of another. */
    TRANSACTION_REUSED,
    /** What the provider tells of money is not understood, or names it in a way that cannot be kept. */
    UNREADABLE,
    /** The provider says that more has gone back than was paid. */
    REFUNDED_TOO_MUCH,
    /** The payer has the payment disputed. */
    DISPUTED,
    /** Money has to go back, and the provider has no way to be asked for that. */
    REFUND_BY_HAND,
    /** The provider refused to give money back. */
    REFUND_FAILED,
    /** The provider has not told for a long time what became of it. */
    UNRESOLVED;

    /** The name in the database and in JSON. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
