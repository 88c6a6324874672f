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
    CANCELLED;

    /** The statuses that an order may get from this one. */
    public Set<OrderStatus> next() {
        return switch (this) {
            case PENDING, VERIFIED -> EnumSet.of(PROCESSING, CANCELLED);
            case PROCESSING -> EnumSet.of(SHIPPED, COMPLETED, CANCELLED);
            case SHIPPED -> EnumSet.of(DELIVERED);
            case DELIVERED -> EnumSet.of(COMPLETED);
            case COMPLETED, CANCELLED -> EnumSet.noneOf(OrderStatus.class);
        };
    }

    /** The name in the database and in JSON. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static OrderStatus ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
