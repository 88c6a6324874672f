package io.ordergate.ratelimit;

import io.ordergate.testing.Database;
import java.time.Duration;

/** Budgets in the database, for tests. */
final class Budgets {

    private Budgets() {}

    /** Lets time pass for the budgets and leases whose key ends so. */
    static void age(Database database, String key, Duration time) {
        var seconds = time.toMillis() / 1000.0;
        database.run(
                "update budgets set until = until - ? * interval '1 second', until_2 = until_2 - ? * interval '1 second'"
                        + " where key like '%' || ?",
                seconds, seconds, key);
        database.run(
                "update budget_leases set until = until - ? * interval '1 second', until_2 = until_2 - ? * interval '1 second',"
                        + " expires_at = expires_at - ? * interval '1 second' where key like '%' || ?",
                seconds, seconds, seconds, key);
    }
}
