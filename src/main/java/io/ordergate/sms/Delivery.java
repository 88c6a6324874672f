package io.ordergate.sms;

import java.util.Locale;

/**
 * How far a text has come, from the least news to the best. Receipts arrive in any order and more than once; whoever keeps
 * the greatest of them knows the same in the end.
 */
public enum Delivery {
    QUEUED,
    SENT,
    FAILED,
    DELIVERED;

    /** The name in the database. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
