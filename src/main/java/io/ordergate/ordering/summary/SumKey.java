package io.ordergate.ordering.summary;

import java.util.Locale;

/** What orders are summed up by, beside their currency. */
enum SumKey {
    DAY("day::text"),
    STATUS("status"),
    METHOD("payment_method"),
    SOURCE("price_source");

    /** The expression of the key for a row {@code o} of sums. */
    final String sql;

    SumKey(String column) {
        this.sql = "o." + column;
    }

    /** The name in queries and in JSON. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
