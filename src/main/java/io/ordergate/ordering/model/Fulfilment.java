package io.ordergate.ordering.model;

import java.util.Locale;

/** Who brings an order further: people, or the job that does it for orders of which nothing is shipped. */
public enum Fulfilment {
    MANUAL,
    AUTOMATIC;

    /** The name in the database and in JSON. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Fulfilment ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
