package io.ordergate.ratelimit;

import io.ordergate.support.database.Db;
import io.ordergate.testing.Cable;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@IntegrationTest
@DirtiesContext
class DatabaseOutageTests extends StoreOutageContract {

    private static final Cable CABLE = Cable.toTheDatabase();

    @Autowired
    private Db db;

    @DynamicPropertySource
    static void throughTheCable(DynamicPropertyRegistry properties) {
        properties.add("DATABASE_URL", () -> CABLE.through(TestDatabase.applicationUrl()));
        properties.add("DATABASE_MIGRATION_URL", TestDatabase::url);
    }

    @AfterAll
    static void close() {
        CABLE.close();
    }

    @Override
    RateLimiter store() {
        return new DatabaseRateLimiter(db);
    }

    @Override
    void stop() {
        CABLE.cut();
    }

    @Override
    void restore() {
        CABLE.mend();
    }

    @Override
    Duration longest() {
        return Duration.ofSeconds(15);
    }

    @Override
    boolean remembers() {
        return true;
    }
}
