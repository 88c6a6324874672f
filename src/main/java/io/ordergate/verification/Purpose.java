package io.ordergate.verification;

import java.util.Locale;

/** What a code is for. A code never serves another purpose than the one it was sent for. */
public enum Purpose {
    ORDER;

    /** The name in the database and in budgets. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
