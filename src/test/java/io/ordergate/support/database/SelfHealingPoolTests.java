package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.support.Connections;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class SelfHealingPoolTests {

    private static final int SIZE = 8;
    private static final int MANY = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    @Test
    void nobodyMeetsAConnectionThatDiedWhileItWasIdle() {
        var real = postgres();
        var made = new AtomicInteger();
        var pool = pool(
                () -> {
                    made.incrementAndGet();
                    return real.create();
                },
                real);
        var all = Flux.range(0, SIZE)
                .flatMap(number -> pool.create())
                .collectList()
                .block(PATIENCE);
        var killer = all.get(0);
        var killed = Flux.fromIterable(all)
                .skip(1)
                .concatMap(connection -> number(connection, "select pg_backend_pid()"))
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(pid -> number(killer, "select count(pg_terminate_backend(" + pid + "))"))
                .reduce(0L, Long::sum)
                .block(PATIENCE);
        assertThat(killed).isEqualTo(SIZE - 1);
        var dead = Flux.fromIterable(all).skip(1);
        await().atMost(PATIENCE) // until the news has come from the network
                .until(() -> dead.flatMap(connection -> connection.validate(ValidationDepth.LOCAL))
                        .all(alive -> !alive)
                        .block(PATIENCE));
        dead.flatMap(Connection::close).blockLast(PATIENCE);
        var died = made.get();
        for (var request = 0; request < SIZE - 1; request++) {
            assertThat(Mono.usingWhen(pool.create(), live -> number(live, "select 42"), Connection::close)
                            .block(PATIENCE))
                    .isEqualTo(42);
        }
        assertThat(made.get()).as("new connections").isEqualTo(died + 1);
        Mono.from(killer.close()).block(PATIENCE);
        pool.dispose();
    }

    @Test
    void aDatabaseThatRefusesIsAskedOnceARequest() {
        var asked = new AtomicInteger();
        var pool = pool(
                () -> Mono.error(() -> {
                    asked.incrementAndGet();
                    return new R2dbcNonTransientResourceException("refused") {};
                }),
                postgres());
        assertThat(pool.create().materialize().block(PATIENCE).isOnError()).isTrue();
        assertThat(asked).hasValue(1);
        pool.dispose();
    }

    /** As where the server has fewer connections than the nodes together want. */
    @Test
    void whoCannotBeGivenANewConnectionWaitsForOneOfTheOthers() {
        var server = postgres();
        var asked = new AtomicInteger();
        var pool = pool(
                () -> asked.incrementAndGet() <= 2
                        ? server.create()
                        : Mono.error(() -> new R2dbcNonTransientResourceException("too many clients") {}),
                server);
        var served = Flux.range(0, MANY)
                .flatMap(number -> use(pool).subscribeOn(Schedulers.parallel()), MANY)
                .count()
                .block(PATIENCE);
        assertThat(served).isEqualTo(MANY);
        assertThat(asked.get()).as("attempts").isLessThan(3 * SIZE);
        pool.dispose();
    }

    @Test
    void whoseNewConnectionTakesTooLongGetsOneOfTheOthers() {
        var server = postgres();
        var asked = new AtomicInteger();
        var pool = pool(() -> asked.incrementAndGet() == 1 ? server.create() : Mono.never(), server);
        var first = pool.createAtOnce().block(PATIENCE);
        var next = Mono.usingWhen(
                        pool.createAtOnce(), other -> number(other, "select pg_backend_pid()"), Connection::close)
                .toFuture();
        await().atMost(PATIENCE).until(() -> asked.get() == 2);
        Mono.from(first.close()).block(PATIENCE);
        assertThat(Mono.fromFuture(next).block(PATIENCE)).isPositive();
        pool.dispose();
    }

    /** Who waits for a connection that is being made is not left waiting when that one fails, too. */
    @Test
    void aDatabaseThatIsAwayIsToldToEverybodyAtOnce() {
        var asked = new AtomicInteger();
        var pool = pool(
                () -> Mono.delay(Duration.ofMillis(1)).then(Mono.error(() -> {
                    asked.incrementAndGet();
                    return new R2dbcNonTransientResourceException("refused") {};
                })),
                postgres());
        var refused = Flux.range(0, MANY)
                .flatMap(number -> use(pool).materialize(), MANY)
                .filter(signal -> signal.getThrowable() instanceof R2dbcNonTransientResourceException)
                .count()
                .block(PATIENCE);
        assertThat(refused).isEqualTo(MANY);
        assertThat(asked.get()).as("attempts").isBetween(MANY, 2 * MANY);
        pool.dispose();
    }

    @Test
    void whoFindsAllConnectionsTakenWaits() {
        var pool = pool(2);
        var taken = Flux.range(0, 2)
                .concatMap(number -> pool.create())
                .collectList()
                .block(PATIENCE);
        assertThat(pool.taken()).isEqualTo(2);
        var next = use(pool).toFuture();
        assertThat(Mono.fromFuture(next, true).timeout(MOMENT, Mono.empty()).block(PATIENCE))
                .isNull();
        Mono.from(taken.get(0).close()).block(PATIENCE);
        assertThat(Mono.fromFuture(next).block(PATIENCE)).isPositive();
        Mono.from(taken.get(1).close()).block(PATIENCE);
        await().atMost(PATIENCE).until(() -> pool.taken() == 0);
        pool.dispose();
    }

    @Test
    void nobodyWaitsForEver() {
        var pool = pool(1);
        var taken = pool.create().block(PATIENCE);
        assertThat(use(pool).materialize().block(PATIENCE).getThrowable()).isInstanceOf(TimeoutException.class);
        assertThat(pool.createAtOnce().materialize().block(PATIENCE).getThrowable())
                .isInstanceOf(TimeoutException.class);
        Mono.from(taken.close()).block(PATIENCE);
        assertThat(use(pool).block(PATIENCE)).isPositive();
        pool.dispose();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "7"})
    void thereAreNeverMoreConnectionsThanWereSaid(int size) {
        var pool = pool(size);
        Set<Long> backends = ConcurrentHashMap.newKeySet();
        Flux.range(0, MANY)
                .flatMap(number -> use(pool).subscribeOn(Schedulers.parallel()), MANY)
                .doOnNext(backends::add)
                .blockLast(PATIENCE);
        assertThat(backends).hasSizeBetween(1, size);
        await().atMost(PATIENCE).until(() -> pool.taken() == 0);
        pool.dispose();
    }

    private static Mono<Long> use(SelfHealingPool pool) {
        return Mono.usingWhen(
                pool.create(), connection -> number(connection, "select pg_backend_pid()"), Connection::close);
    }

    private static SelfHealingPool pool(int size) {
        return new SelfHealingPool(
                ConnectionPoolConfiguration.builder(postgres()).initialSize(0), size, MANY, LONGEST_WAIT);
    }

    private static SelfHealingPool pool(
            java.util.function.Supplier<Publisher<? extends Connection>> source, ConnectionFactory like) {
        return new SelfHealingPool(
                ConnectionPoolConfiguration.builder(new ConnectionFactory() {
                            @Override
                            public Publisher<? extends Connection> create() {
                                return Mono.defer(() -> Mono.from(source.get()));
                            }

                            @Override
                            public io.r2dbc.spi.ConnectionFactoryMetadata getMetadata() {
                                return like.getMetadata();
                            }
                        })
                        .initialSize(0)
                        .maxCreateConnectionTime(LONGEST_WAIT),
                SIZE,
                MANY,
                PATIENCE);
    }

    private static PostgresqlConnectionFactory postgres() {
        return new PostgresqlConnectionFactory(
                Connections.ofTests().applicationName("of a pool").build());
    }

    private static Mono<Long> number(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.map((row, about) -> ((Number) row.get(0)).longValue()))
                .next();
    }
}
