package io.ordergate.sms.guard;

import java.util.Locale;

/** What the funnel is divided by. */
enum FunnelKey {
    DAY("d.day::text"),
    COUNTRY("country"),
    PROVIDER("provider"),
    PURPOSE("purpose");

    /** The expression of the key for a row of sent texts, or for a day {@code d}. */
    final String sql;

    FunnelKey(String sql) {
        this.sql = sql;
    }

    /** The name in queries and in JSON. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
