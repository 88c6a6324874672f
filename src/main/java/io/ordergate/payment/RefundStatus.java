package io.ordergate.payment;

import java.util.Locale;

/** The life of a refund. */
enum RefundStatus {
    REQUESTED,
    /** The provider did not answer: it may have paid back. */
    UNKNOWN,
    /** The provider has it in hand. */
    PENDING,
    SETTLED,
    FAILED;

    boolean isOver() {
        return this == SETTLED || this == FAILED;
    }

    /** The name in the database. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name in JSON: to clients it is under way or over. */
    String shownAs() {
        return isOver() ? id() : PENDING.id();
    }

    static RefundStatus ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
