package io.ordergate.ordering.model;

import java.util.Locale;

/** How far an order is paid for, whatever the number of payments. Payments write the status, orders only read it. */
public enum OrderPaymentStatus {
    PENDING,
    AUTHORISED,
    PARTIALLY_PAID,
    PAID,
    FAILED,
    PARTIALLY_REFUNDED,
    REFUNDED;

    /** The name in the database and in JSON. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static OrderPaymentStatus ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
