package io.ordergate.payment.provider;

import java.util.Locale;

/** The life of a refund. */
public enum RefundStatus {
    REQUESTED,
    /** The provider did not answer: it may have paid back. */
    UNKNOWN,
    /** The provider has it in hand. */
    PENDING,
    SETTLED,
    FAILED;

    public boolean isOver() {
        return this == SETTLED || this == FAILED;
    }

    /** The name in the database. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name in JSON: to clients it is under way or over. */
    public String shownAs() {
        return isOver() ? id() : PENDING.id();
    }

    public static RefundStatus ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
