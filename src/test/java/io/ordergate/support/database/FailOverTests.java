package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A primary that is killed under load, and a standby that takes over: no acknowledged order is lost, and none is there twice. */
@IntegrationTest
@DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
class FailOverTests {

    private static final Logger log = LoggerFactory.getLogger(FailOverTests.class);
    private static final int CALLERS = 16;
    private static final int BEFORE = 100;
    private static final int ALL = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static OwnServer primary;
    private static OwnServer standby;

    @Autowired
    private Api api;

    /** The orders by the time at which they were acknowledged. */
    private final Map<Long, String> acknowledged = new ConcurrentSkipListMap<>();

    private final AtomicInteger refused = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException, SQLException {
        primary = OwnServer.with(
                folder.resolve("primary"), Map.of("synchronous_standby_names", "*", "synchronous_commit", "on"));
        standby = primary.standby(folder.resolve("standby"));
    }

    @AfterAll
    static void stop() throws IOException {
        primary.close();
        standby.close();
    }

    @DynamicPropertySource
    static void bothServers(DynamicPropertyRegistry properties) {
        properties.add(
                "DATABASE_URL",
                () -> "postgresql://postgres@localhost:" + primary.port() + ",localhost:" + standby.port()
                        + "/postgres?targetServerType=primary");
    }

    @Test
    void whatWasAcknowledgedIsThereOnce() throws Exception {
        var callers = Executors.newFixedThreadPool(CALLERS);
        var placed = IntStream.range(0, CALLERS)
                .mapToObj(caller -> callers.submit(this::placeOrders))
                .toList();
        await().atMost(PATIENCE).until(() -> acknowledged.size() >= BEFORE);
        var killed = System.nanoTime();
        primary.kill();
        standby.run("select pg_promote()");
        var promoted = System.nanoTime();
        for (var caller : placed) {
            caller.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        callers.shutdown();
        log.info(
                "{} orders were acknowledged; the promotion took {} ms, none was acknowledged for {} ms; {} calls were refused",
                acknowledged.size(),
                TimeUnit.NANOSECONDS.toMillis(promoted - killed),
                TimeUnit.NANOSECONDS.toMillis(longestGap(killed)),
                refused);
        var numbers = List.copyOf(acknowledged.values());
        assertThat(numbers).hasSizeGreaterThanOrEqualTo(ALL).doesNotHaveDuplicates();
        assertThat(standby.count(
                        "select count(*) from orders where id::text in ('" + String.join("','", numbers) + "')"))
                .isEqualTo(numbers.size());
        assertThat(standby.count(
                        "select count(*) from (select 1 from orders group by phone having count(*) > 1) twice"))
                .isZero();
    }

    /** Each caller tries until an order is acknowledged, with one key, as a client does that was not answered. */
    private void placeOrders() {
        while (acknowledged.size() < ALL) {
            var phone = Api.somePhone();
            var session = again(() -> api.initiate(phone, "start-" + phone), 202);
            if (session != null && !api.texts(phone).isEmpty()) {
                var order =
                        again(() -> api.verify(session.field("session_token"), api.code(phone), "order-" + phone), 201);
                if (order != null) {
                    acknowledged.put(System.nanoTime(), order.field("id"));
                }
            }
        }
    }

    private @Nullable Answer again(Supplier<Answer> call, int wanted) {
        for (var tries = 0; tries < 100; tries++) {
            var answer = call.get();
            if (answer.status() == wanted) {
                return answer;
            }
            refused.incrementAndGet();
            assertThat(answer.status()).as(answer.body()).isIn(503, 409);
        }
        return null;
    }

    private long longestGap(long killed) {
        var times = acknowledged.keySet().stream().filter(time -> time > killed).toList();
        var gaps = IntStream.range(0, times.size())
                .mapToObj(index -> times.get(index) - (index == 0 ? killed : times.get(index - 1)))
                .toList();
        return Collections.max(gaps);
    }
}
