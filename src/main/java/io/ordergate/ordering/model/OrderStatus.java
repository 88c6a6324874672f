package io.ordergate.ordering.model;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The order life cycle, read top to bottom. This table is the whole state machine. */
public enum OrderStatus {
    PENDING,
    VERIFIED,
    PROCESSING,
    SHIPPED,
    DELIVERED,
    COMPLETED,
    CANCELLED,
    /** The parcel came back, undelivered or from its customer. */
    RETURNED,
    /** The customer did not take the parcel. */
    REFUSED;

    /** The statuses that an order may get from this one. */
    public Set<OrderStatus> next() {
        return switch (this) {
            case PENDING, VERIFIED -> EnumSet.of(PROCESSING, CANCELLED);
            case PROCESSING -> EnumSet.of(SHIPPED, COMPLETED, CANCELLED);
            case SHIPPED -> EnumSet.of(DELIVERED, RETURNED, REFUSED);
            case DELIVERED -> EnumSet.of(COMPLETED, RETURNED);
            case COMPLETED, CANCELLED, RETURNED, REFUSED -> EnumSet.noneOf(OrderStatus.class);
        };
    }

    /** Whether nothing becomes of the order: nothing is paid for it any more, and its reason is kept. */
    public boolean isUndone() {
        return this == CANCELLED || this == RETURNED || this == REFUSED;
    }

    /** Whether goods may still be on their way to the customer. */
    public boolean isOpen() {
        return !isUndone() && this != DELIVERED && this != COMPLETED;
    }

    /** The name in the database and in JSON. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static OrderStatus ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
