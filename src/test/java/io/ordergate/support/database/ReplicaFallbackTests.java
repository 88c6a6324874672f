package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.Connections;
import io.ordergate.support.MutableClock;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ReplicaFallbackTests {

    private static final int CALLERS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final String AWAY = "08006";

    private final MutableClock clock = MutableClock.at("2026-11-27T12:00:00Z");
    private final SelfHealingPool pool = new SelfHealingPool(
            ConnectionPoolConfiguration.builder(
                    new PostgresqlConnectionFactory(Connections.ofTests().build())),
            1,
            CALLERS,
            PATIENCE);
    private final Replica replica = new Replica(pool, PATIENCE, clock);
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void afterAFailureItIsLeftAloneForAWhile() {
        assertThat(read(failure(AWAY))).isEqualTo("primary");
        clock.advance(PAUSE.minusMillis(1));
        assertThat(read(Mono.just("replica"))).isEqualTo("primary");
        assertThat(asked).hasValue(1);
    }

    @Test
    void oneOfManyCallersTriesAgain() {
        read(failure(AWAY));
        clock.advance(PAUSE);
        var answers = Flux.range(0, CALLERS)
                .flatMap(
                        caller -> Mono.fromCallable(() -> read(failure(AWAY))).subscribeOn(Schedulers.boundedElastic()),
                        CALLERS)
                .collectList()
                .block(PATIENCE);
        assertThat(answers).hasSize(CALLERS).containsOnly("primary");
        assertThat(asked).hasValue(2);
    }

    @Test
    void itIsAskedAsBeforeOnceItAnswers() {
        read(failure(AWAY));
        clock.advance(PAUSE);
        assertThat(read(Mono.just("replica"))).isEqualTo("replica");
        assertThat(read(Mono.just("replica"))).isEqualTo("replica");
    }

    @Test
    void noRowIsAnAnswer() {
        assertThat(read(Mono.empty())).isNull();
    }

    @Test
    void whatTookTooLongThereIsNotAskedOfThePrimary() {
        var answer = replica.orPrimary(failure("57014"), Mono.just("primary")).materialize();
        assertThat(answer.block(PATIENCE).getThrowable()).isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(read(Mono.just("replica"))).isEqualTo("replica");
    }

    private String read(Mono<String> answer) {
        return replica.orPrimary(answer.doFirst(asked::incrementAndGet), Mono.just("primary"))
                .block(PATIENCE);
    }

    private static Mono<String> failure(String sqlState) {
        return Mono.error(() -> new DataAccessResourceFailureException(
                "played", new R2dbcNonTransientResourceException("played", sqlState)));
    }
}
