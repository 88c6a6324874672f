package io.ordergate.checkout;

import static io.ordergate.testing.Api.somePhone;
import static io.ordergate.testing.Api.verification;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;

/** Whatever breaks in the middle of a verify: a challenge is unused without an order, or used with exactly one. */
@IntegrationTest
class CrashTests {

    private static final int ROUNDS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Logger log = LoggerFactory.getLogger(CrashTests.class);

    private final Random random = new Random(20261120);

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    private record Round(String phone, String session, String code) {}

    @Test
    void aKilledBackendLosesNothingThatWasAcknowledged() {
        var acknowledged = new ArrayList<Round>();
        var outages = 0;
        for (var number = 0; number < ROUNDS; number++) {
            var round = begin();
            var kill = Mono.delay(Duration.ofNanos(random.nextInt(6_000_000)))
                    .then(Mono.fromCallable(database::killBackends)
                            .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic()));
            var answer = Mono.zip(verify(round), kill.onErrorReturn(0L))
                    .block(PATIENCE)
                    .getT1();
            assertThat(answer.status()).isIn(201, 503);
            if (answer.status() == 201) {
                acknowledged.add(round);
            } else {
                outages++;
                assertThat(retried(round).status())
                        .as("the retry with the same key")
                        .isEqualTo(201);
            }
            assertOneOrder(round);
        }
        log.info("{} verifies answered, {} met a killed backend", acknowledged.size(), outages);
        assertThat(outages).as("the kills hit").isPositive();
    }

    @Test
    void aClientThatHangsUpNeitherUndoesNorDoublesAnOrder() throws Exception {
        var rounds = new ArrayList<Round>();
        for (var number = 0; number < ROUNDS; number++) {
            var round = begin();
            try (var caller = HangingUp.post(
                    api.port(), "/api/v1/orders/verify", verification(round.session(), round.code()), key(round))) {
                caller.hangUpAfter(Duration.ofNanos(random.nextInt(6_000_000)), random.nextBoolean());
            }
            rounds.add(round);
        }
        var placed = rounds.stream().filter(round -> ordersOf(round) == 1).count();
        log.info("{} of {} orders were placed although the client may have hung up", placed, ROUNDS);
        rounds.forEach(round -> {
            assertThat(retried(round).status()).isEqualTo(201);
            assertOneOrder(round);
        });
    }

    private Round begin() {
        var phone = somePhone();
        var session = sessionAfterOutage(phone);
        return new Round(phone, session, api.code(phone));
    }

    /** The pool may still hold connections of the last round that are dead: a 503 there is not what is tested here. */
    private String sessionAfterOutage(String phone) {
        var started = api.initiate(phone);
        for (var attempt = 0; started.status() == 503 && attempt < 20; attempt++) {
            started = api.initiate(phone);
        }
        assertThat(started.status()).isEqualTo(202);
        return started.field("session_token");
    }

    private Mono<Answer> verify(Round round) {
        return api.posting(
                "/api/v1/orders/verify",
                verification(round.session(), round.code()),
                headers -> headers.set("Idempotency-Key", key(round)));
    }

    private static String key(Round round) {
        return "crash-" + round.phone();
    }

    private Answer retried(Round round) {
        var answer = verify(round).block(PATIENCE);
        for (var attempt = 0; answer.status() == 503 && attempt < 20; attempt++) {
            answer = verify(round).block(PATIENCE);
        }
        return answer;
    }

    private void assertOneOrder(Round round) {
        assertThat(ordersOf(round)).isEqualTo(1);
        assertThat(database.rows(
                        "select consumed_at is not null as used, attempts from challenges where phone = $1 and closed_at is null",
                        round.phone()))
                .anySatisfy(row -> assertThat(row).containsEntry("used", true).containsEntry("attempts", 1));
    }

    private long ordersOf(Round round) {
        return database.count("""
                select count(*) from orders o
                  join order_items i on i.order_id = o.id
                  join order_events e on e.order_id = o.id
                  join outbox b on b.subject_id = o.id
                 where o.phone = $1""", round.phone());
    }
}
