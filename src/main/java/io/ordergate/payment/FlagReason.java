package io.ordergate.payment;

import java.util.Locale;

/** Why a person has to look at a payment. */
enum FlagReason {
    /** The provider took another amount than the order costs. */
    WRONG_AMOUNT,
    WRONG_CURRENCY,
    /** The provider took the money twice for one payment. */
    SECOND_CAPTURE,
    /** The order costs something else than it did when the payment was started. */
    ORDER_CHANGED,
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
