package io.ordergate.payment.provider;

import java.util.Locale;

/** The states of a refund. */
public enum RefundStatus {
    REQUESTED,
    /** The provider did not answer, and may have refunded. */
    UNKNOWN,
    /** The provider has accepted the refund. */
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

    /** The name in JSON, where every open refund is a pending one. */
    public String shownAs() {
        return isOver() ? id() : PENDING.id();
    }

    public static RefundStatus ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
