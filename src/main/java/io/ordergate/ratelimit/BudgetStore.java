package io.ordergate.ratelimit;

import java.util.Locale;

/** Where shared budgets are kept. */
enum BudgetStore {
    MEMORY,
    DATABASE;

    private static final String NO_DATABASE = "none";

    /**
     * Reads {@code RATE_LIMIT_STORE}.
     *
     * @param database the URL of the database; without one the embedded database serves this node alone
     */
    static BudgetStore of(String setting, String database) {
        var store = setting.strip().toLowerCase(Locale.ROOT);
        if (store.isEmpty()) {
            return database.isBlank() || database.equals(NO_DATABASE) ? MEMORY : DATABASE;
        }
        return switch (store) {
            case "memory" -> MEMORY;
            case "database" -> DATABASE;
            default -> throw new IllegalStateException("RATE_LIMIT_STORE is not understood: write memory or database");
        };
    }
}
