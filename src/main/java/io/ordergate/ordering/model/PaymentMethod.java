package io.ordergate.ordering.model;

import java.util.Locale;

/** How the customer of an order wants to pay. */
public enum PaymentMethod {
    CASH_ON_DELIVERY,
    BKASH,
    NAGAD,
    CARD;

    /** The name in the database and in JSON. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The method of this name, which was checked before. */
    public static PaymentMethod ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
