package io.ordergate.payment.provider;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The states of a payment. The database refuses every transition that this table does not have. */
public enum PaymentStatus {
    PENDING,
    /** The provider was called to capture the money and has not answered. Only its answer to a query ends this. */
    UNKNOWN,
    AUTHORISED,
    PAID,
    FAILED,
    PARTIALLY_REFUNDED,
    REFUNDED;

    /** The states that may follow. Money may arrive after a failure. */
    public Set<PaymentStatus> next() {
        return switch (this) {
            case PENDING -> EnumSet.of(UNKNOWN, AUTHORISED, PAID, FAILED);
            case UNKNOWN -> EnumSet.of(PENDING, AUTHORISED, PAID, FAILED);
            case AUTHORISED -> EnumSet.of(PAID, FAILED);
            case FAILED -> EnumSet.of(PENDING, UNKNOWN, AUTHORISED, PAID);
            case PAID -> EnumSet.of(PARTIALLY_REFUNDED, REFUNDED);
            case PARTIALLY_REFUNDED -> EnumSet.of(REFUNDED);
            case REFUNDED -> EnumSet.noneOf(PaymentStatus.class);
        };
    }

    /** Whether money was captured. */
    public boolean isCaptured() {
        return this == PAID || this == PARTIALLY_REFUNDED || this == REFUNDED;
    }

    /** Whether the customer may still pay. */
    public boolean isOpen() {
        return this == PENDING || this == UNKNOWN;
    }

    /** The name in the database. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name in JSON, where an unknown payment is a pending one. */
    public String shownAs() {
        return this == UNKNOWN ? PENDING.id() : id();
    }

    public static PaymentStatus ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
