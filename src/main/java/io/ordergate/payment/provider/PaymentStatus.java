package io.ordergate.payment.provider;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The life of a payment. The database refuses every step that this table does not have. */
public enum PaymentStatus {
    PENDING,
    /** The provider was asked to take the money and did not answer: only its answer to a question ends this. */
    UNKNOWN,
    AUTHORISED,
    PAID,
    FAILED,
    PARTIALLY_REFUNDED,
    REFUNDED;

    /** Where a payment may go from here. Money may still arrive after a failure. */
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

    /** Whether money was taken. */
    public boolean isCaptured() {
        return this == PAID || this == PARTIALLY_REFUNDED || this == REFUNDED;
    }

    /** Whether a customer may be about to pay. */
    public boolean isOpen() {
        return this == PENDING || this == UNKNOWN;
    }

    /** The name in the database. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name in JSON: clients need not know what we do not know. */
    public String shownAs() {
        return this == UNKNOWN ? PENDING.id() : id();
    }

    public static PaymentStatus ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
