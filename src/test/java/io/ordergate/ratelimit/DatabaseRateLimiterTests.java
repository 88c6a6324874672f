package io.ordergate.ratelimit;

import io.ordergate.support.database.Db;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class DatabaseRateLimiterTests extends RateLimiterContract {

    @Autowired
    private Db db;

    @Autowired
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private RateLimiter limiter;

    @BeforeEach
    void make() {
        limiter = shared(new DatabaseRateLimiter(db));
    }

    @Override
    RateLimiter limiter() {
        return limiter;
    }

    @Override
    void age(Duration time) {
        Budgets.age(database, key, time);
    }
}
