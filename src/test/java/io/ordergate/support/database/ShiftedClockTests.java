package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.secret.Ids;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Node;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import reactor.core.publisher.Mono;

/** Two nodes on one database, of which one is on a machine whose clock is ten minutes ahead. */
@IntegrationTest
class ShiftedClockTests {

    private static final Duration SHIFT = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AtomicReference<Duration> SHIFTED = new AtomicReference<>(SHIFT);

    private static Node ahead;

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private Ids ids;

    @BeforeAll
    static void start() {
        ahead = Node.start(List.of(WrongClock.class), "ordergate.clock.offset=1h", "ordergate.sms.journal-delay=100ms");
    }

    @AfterAll
    static void stop() {
        ahead.close();
    }

    @Test
    void ordersOfBothAreFoundByTheirTimeAndStandInTheirSequence() {
        var placed = new ArrayList<String>();
        for (var round = 0; round < 3; round++) {
            placed.add(0, place(ahead.api()));
            pause();
            placed.add(0, place(api));
            pause();
        }
        var now = database.rows("select now() as now").get(0).get("now");
        var time = ((Timestamp) now).toInstant();
        for (var node : List.of(api, ahead.api())) {
            var list = node.get(
                    "/api/v1/orders?limit=6&from=" + time.minus(5, ChronoUnit.MINUTES) + "&to="
                            + time.plus(1, ChronoUnit.MINUTES),
                    accounts.admin());
            var items = list.json().path("items");
            assertThat(IntStream.range(0, items.size())
                            .mapToObj(index -> items.get(index).path("id").asString()))
                    .isEqualTo(placed);
        }
    }

    @Test
    void idsOfBothAreOfOneTime() {
        var made = new ArrayList<UUID>();
        for (var round = 0; round < 5; round++) {
            made.add(ahead.bean(Ids.class).next());
            pause();
            made.add(ids.next());
            pause();
        }
        assertThat(made).extracting(UUID::toString).isSorted();
    }

    @Test
    void tokensOfOneCountAtTheOther() {
        var phone = Api.somePhone();
        var answer = ahead.api().verify(ahead.api().session(phone), ahead.api().code(phone));
        var order = "/api/v1/orders/" + answer.field("id");
        assertThat(api.get(order, answer.field("access_token")).status()).isEqualTo(200);
    }

    @Test
    void textsHaveTheTimeOfTheDatabase() {
        var phone = Api.somePhone();
        var session = ahead.api().session(phone);
        assertThat(session).isNotEmpty();
        await().atMost(PATIENCE).until(() -> database.count("""
                        select count(*) from sms_messages m join challenges c on c.id = m.challenge_id
                         where c.phone = $1 and m.asked_at between now() - interval '1 minute' and now() + interval '1 second'""", phone) == 1);
    }

    @Test
    void howFarTheClockIsOffIsMeasuredAgainAndAgain() {
        var clock = ahead.bean(DatabaseClock.class);
        assertThat(gauge()).isCloseTo(-600, within(2.0));
        SHIFTED.set(SHIFT.negated());
        try {
            assertThat(clock.compare(ahead.bean(Db.class)).block(PATIENCE).toSeconds())
                    .isCloseTo(600, within(2L));
            assertThat(gauge()).isCloseTo(600, within(2.0));
            assertThat(clock.instant()).isCloseTo(Instant.now(), within(2, ChronoUnit.SECONDS));
        } finally {
            SHIFTED.set(SHIFT);
            clock.compare(ahead.bean(Db.class)).block(PATIENCE);
        }
    }

    @ParameterizedTest
    @CsvSource({"31, ahead of", "-31, behind"})
    void aClockThatIsTooFarOffStopsTheStart(long seconds, String direction) throws SQLException {
        var clock = new DatabaseClock(
                new DatabaseClock.Settings(Duration.ofSeconds(30)),
                Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds).plusMillis(500L * Long.signum(seconds))));
        try (var connection = Database.connect()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> clock.check(connection))
                    .withMessage("the clock of this machine is 31 s " + direction
                            + " the database's: set it right, or allow it with CLOCK_OFFSET_SECONDS");
        }
    }

    @Test
    void theShortestLookAtTheDatabaseCountsAndOneThatWentBackDoesNot() {
        var start = Instant.EPOCH;
        var slow = new DatabaseClock.Look(start, start.plusMillis(80), start.plusMillis(90));
        var quick = new DatabaseClock.Look(start, start.plusMillis(7), start.plusMillis(4));
        var back = new DatabaseClock.Look(start, start, start.minusMillis(1));
        for (var looks : List.of(List.of(slow, quick, back), List.of(back, quick, slow), List.of(quick, back, slow))) {
            var best = looks.stream().reduce(DatabaseClock.Look::shorter).orElseThrow();
            assertThat(best).isEqualTo(quick);
            assertThat(best.offset()).isEqualTo(Duration.ofMillis(5));
        }
    }

    private double gauge() {
        return ahead.bean(MeterRegistry.class)
                .get("ordergate.clock.offset")
                .gauge()
                .value();
    }

    private static String place(Api node) {
        var phone = Api.somePhone();
        var placed = node.verify(node.session(phone), node.code(phone));
        assertThat(placed.status()).isEqualTo(201);
        return placed.field("id");
    }

    /** Longer than the comparison of two clocks is wrong. */
    private static void pause() {
        Mono.delay(Duration.ofMillis(50)).block();
    }

    /** What makes the node believe that it is another time. */
    static class WrongClock {

        @Bean
        @Primary
        DatabaseClock wrongClock(DatabaseClock.Settings settings) {
            InstantSource wrong = () -> Instant.now().plus(SHIFTED.get());
            return new DatabaseClock(settings, wrong.withZone(ZoneOffset.UTC));
        }
    }
}
