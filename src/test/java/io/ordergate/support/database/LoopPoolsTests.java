package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.ordergate.support.Connections;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

class LoopPoolsTests {

    private static final int LOOPS = 3;
    private static final int MANY = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final LoopResources resources = LoopResources.create("of-pools", LOOPS, true);
    private final List<EventLoop> loops = StreamSupport.stream(
                    resources.onServer(true).spliterator(), false)
            .map(EventLoop.class::cast)
            .toList();

    @AfterEach
    void endLoops() {
        resources.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE);
    }

    @Test
    void whoAsksOnALoopIsAnsweredOnIt() {
        var pools = pools(LOOPS);
        for (var loop : loops) {
            var answeredOnIt = on(loop, use(pools).map(pid -> loop.inEventLoop()));
            assertThat(answeredOnIt.repeat(5).collectList().block(PATIENCE))
                    .hasSize(6)
                    .containsOnly(true);
        }
        pools.dispose();
    }

    @Test
    void oneLoopMayTakeEveryConnectionAndTheNextWaits() {
        var size = LOOPS + 2;
        var pools = pools(size);
        var taken = new ArrayList<Connection>();
        for (var number = 0; number < size; number++) {
            taken.add(on(loops.get(1), pools.create()).block(PATIENCE));
        }
        assertThat(pools.taken()).isEqualTo(size);
        var next = on(loops.get(1), use(pools)).toFuture();
        assertThat(Mono.fromFuture(next, true).timeout(MOMENT, Mono.empty()).block(PATIENCE))
                .isNull();
        Mono.from(taken.remove(0).close()).block(PATIENCE);
        assertThat(Mono.fromFuture(next).block(PATIENCE)).isPositive();
        Flux.fromIterable(taken).flatMap(Connection::close).blockLast(PATIENCE);
        await().atMost(PATIENCE).until(() -> pools.taken() == 0);
        pools.dispose();
    }

    @Test
    void nobodyWaitsForEver() {
        var pools = pools(1);
        var taken = pools.create().block(PATIENCE);
        assertThat(use(pools).materialize().block(PATIENCE).getThrowable()).isInstanceOf(TimeoutException.class);
        assertThat(pools.createAtOnce().materialize().block(PATIENCE).getThrowable())
                .isInstanceOf(TimeoutException.class);
        Mono.from(taken.close()).block(PATIENCE);
        assertThat(use(pools).block(PATIENCE)).isPositive();
        pools.dispose();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "7"})
    void thereAreNeverMoreConnectionsThanWereSaid(int size) {
        var pools = pools(size);
        Set<Long> backends = ConcurrentHashMap.newKeySet();
        Flux.range(0, MANY)
                .flatMap(number -> on(loops.get(number % LOOPS), use(pools)), MANY)
                .doOnNext(backends::add)
                .blockLast(PATIENCE);
        assertThat(backends).hasSizeBetween(1, size);
        await().atMost(PATIENCE).until(() -> pools.taken() == 0);
        pools.dispose();
    }

    @Test
    void otherThreadsAreServedToo() {
        var pools = pools(2);
        assertThat(Flux.range(0, MANY)
                        .flatMap(number -> use(pools), MANY)
                        .count()
                        .block(PATIENCE))
                .isEqualTo(MANY);
        pools.dispose();
    }

    private static <T> Mono<T> on(EventLoop loop, Mono<T> work) {
        return work.subscribeOn(Schedulers.fromExecutor(loop));
    }

    private static Mono<Long> use(LoopPools pools) {
        return Mono.usingWhen(
                pools.create(),
                connection -> Flux.from(connection
                                .createStatement("select pg_backend_pid()")
                                .execute())
                        .flatMap(result -> result.map((row, about) -> ((Number) row.get(0)).longValue()))
                        .single(),
                Connection::close);
    }

    private LoopPools pools(int size) {
        return new LoopPools(
                resources,
                size,
                LONGEST_WAIT,
                (its, count) -> new LivePool(
                        ConnectionPoolConfiguration.builder(postgres(its)).initialSize(0), count));
    }

    private static PostgresqlConnectionFactory postgres(LoopResources loops) {
        return new PostgresqlConnectionFactory(
                Connections.ofTests().loopResources(loops).build());
    }
}
