package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.test.StepVerifier;

/** Behind PgBouncer nobody executes the statements of others, and work is heard of. */
class PoolerTests {

    private static final int CALLERS = 64;
    private static final int ORDERS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @BeforeAll
    static void requirePgBouncer() {
        if (PgBouncer.installed().isEmpty()) {
            LoggerFactory.getLogger(PoolerTests.class).error("No PgBouncer is installed: its tests are SKIPPED");
        }
        Assumptions.assumeTrue(PgBouncer.installed().isPresent(), "no PgBouncer is installed");
    }

    private static void everybodyPlacesOrders(Api api) throws Exception {
        var callers = Executors.newFixedThreadPool(CALLERS);
        var placed = IntStream.range(0, CALLERS * ORDERS)
                .mapToObj(call -> callers.submit(() -> {
                    var phone = Api.somePhone();
                    var session = api.session(phone);
                    return api.verify(session, api.code(phone)).status();
                }))
                .toList();
        for (var order : placed) {
            assertThat(order.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(201);
        }
        callers.shutdown();
    }

    private static void workIsHeardOf(Notices notices, Database database) {
        StepVerifier.create(notices.on("of_a_pooler"))
                .expectNext("")
                .then(() -> database.run("notify of_a_pooler, 'heard'"))
                .expectNext("heard")
                .thenCancel()
                .verify(PATIENCE);
    }

    @Nested
    @IntegrationTest
    @DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
    class InTransactionMode {

        @TempDir
        private static Path folder;

        private static PgBouncer pooler;

        @Autowired
        private Api api;

        @Autowired
        private Notices notices;

        @Autowired
        private Database database;

        @BeforeAll
        static void start() throws IOException {
            pooler = PgBouncer.start(folder, "transaction", PgBouncer.SERVER_CONNECTIONS);
        }

        @AfterAll
        static void stop() {
            pooler.close();
        }

        @DynamicPropertySource
        static void settings(DynamicPropertyRegistry properties) {
            properties.add("DATABASE_POOLER", () -> "transaction");
            properties.add(
                    "DATABASE_URL",
                    () -> pooler.before(TestDatabase.applicationUrl()) + "?application_name=in-transaction-mode");
            properties.add("DATABASE_MIGRATION_URL", TestDatabase::url);
            properties.add("DATABASE_LISTEN_URL", TestDatabase::applicationUrl);
        }

        @Test
        void manyCallersShareFewConnections() throws Exception {
            everybodyPlacesOrders(api);
            assertThat(database.count(
                            "select count(*) from pg_stat_activity where application_name = 'in-transaction-mode'"))
                    .isBetween(1L, (long) PgBouncer.SERVER_CONNECTIONS);
            workIsHeardOf(notices, database);
        }
    }

    @Nested
    @IntegrationTest
    @DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
    class InSessionMode {

        @TempDir
        private static Path folder;

        private static PgBouncer pooler;

        @Autowired
        private Api api;

        @Autowired
        private Db db;

        @Autowired
        private Notices notices;

        @Autowired
        private Database database;

        @BeforeAll
        static void start() throws IOException {
            pooler = PgBouncer.start(folder, "session", 30);
        }

        @AfterAll
        static void stop() {
            pooler.close();
        }

        @DynamicPropertySource
        static void settings(DynamicPropertyRegistry properties) {
            properties.add("DATABASE_POOLER", () -> "session");
            properties.add("DATABASE_URL", () -> pooler.before(TestDatabase.applicationUrl()));
            properties.add("DATABASE_MIGRATION_URL", () -> pooler.before(TestDatabase.url()));
        }

        @Test
        void everythingIsAsWithoutAPooler() throws Exception {
            everybodyPlacesOrders(api);
            workIsHeardOf(notices, database);
            assertThat(db.one(
                                    Sql.of("select current_setting('statement_timeout')")
                                            .call(),
                                    Rows.first(String.class))
                            .block(PATIENCE))
                    .isEqualTo("5s");
        }
    }
}
