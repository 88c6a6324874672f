package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.support.Connections;
import io.ordergate.testing.Cable;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A primary that falls silent without closing its connections costs the calls under way, and no others. */
class SilentServerTests {

    private static final int SIZE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration LONGEST_OF_A_SERVER = Duration.ofSeconds(3);
    private static final Sql SLEEP = Sql.of("select 42 as value from pg_sleep(:seconds::float8)");

    private final Cable cable = Cable.toTheDatabase();
    private SelfHealingPool requests;
    private TransactionalOperator tx;
    private Db db;

    @BeforeEach
    void begin() {
        requests = pool();
        tx = TransactionalOperator.create(new FinishedBegins(new R2dbcTransactionManager(requests)));
        db = new Db(requests, pool(), null, LONGEST, LONGEST);
        calls(SIZE, 0.5, SIZE); // each connection is made
    }

    @AfterEach
    void end() {
        db.dispose();
        requests.dispose();
        cable.close();
    }

    @Test
    void oneCallWaitsInVainAndTheNextServerServesAllOthers() {
        cable.silence();
        assertThat(call(0).onErrorReturn(0).block(PATIENCE)).isZero();
        assertThat(calls(3 * SIZE, 0, 1)).isEqualTo(3 * SIZE);
    }

    @Test
    void callsAtOnceWaitTogetherAndNotOneAfterTheOther() {
        cable.silence();
        assertThat(Flux.range(0, SIZE)
                        .flatMap(number -> call(0).onErrorReturn(0))
                        .all(value -> value == 0)
                        .block(PATIENCE))
                .isTrue();
        assertThat(calls(5 * SIZE, 0.01, SIZE)).isEqualTo(5 * SIZE);
    }

    @Test
    void aTransactionThatIsUnderWayEnds() {
        var broken = call(0).doOnNext(answered -> cable.silence())
                .then(call(0))
                .as(tx::transactional)
                .onErrorReturn(0);
        assertThat(broken.block(PATIENCE)).isZero();
        assertThat(call(0).as(tx::transactional).block(PATIENCE)).isEqualTo(42);
    }

    @Test
    void aBeginThatIsNotAnsweredEnds() {
        cable.silence();
        assertThat(call(0).as(tx::transactional).onErrorReturn(0).block(PATIENCE))
                .isZero();
        assertThat(call(0).as(tx::transactional).block(PATIENCE)).isEqualTo(42);
    }

    @Test
    void aCommitThatIsNotAnsweredEnds() {
        var broken = call(0).doOnNext(answered -> cable.silence())
                .as(tx::transactional)
                .onErrorReturn(0);
        assertThat(broken.block(PATIENCE)).isZero();
        assertThat(call(0).as(tx::transactional).block(PATIENCE)).isEqualTo(42);
    }

    /** Nobody waits for these begins any more, and yet their connections must come back. */
    @Test
    void whoHangsUpDuringABeginHoldsNoConnectionForEver() {
        cable.silence();
        Flux.range(0, SIZE)
                .flatMap(number -> call(0).as(tx::transactional).timeout(Duration.ofMillis(300), Mono.just(0)), SIZE)
                .blockLast(PATIENCE);
        await().atMost(PATIENCE).until(() -> requests.taken() == 0);
        assertThat(Flux.range(0, SIZE)
                        .flatMap(number -> call(0.2).as(tx::transactional), SIZE)
                        .count()
                        .block(PATIENCE))
                .isEqualTo(SIZE);
    }

    private long calls(int count, double seconds, int atOnce) {
        return Flux.range(0, count)
                .flatMap(number -> call(seconds), atOnce)
                .count()
                .block(PATIENCE);
    }

    private Mono<Integer> call(double seconds) {
        return db.one(SLEEP.bind("seconds", seconds), row -> row.get("value", Integer.class));
    }

    private SelfHealingPool pool() {
        var primary = new PostgresqlConnectionFactory(
                Connections.ofTests().host("127.0.0.1").port(cable.port()).build());
        var next = new PostgresqlConnectionFactory(Connections.ofTests().build());
        var servers = new DatabaseServers(List.of(primary, next), true, "", LONGEST_OF_A_SERVER);
        return new SelfHealingPool(ConnectionPoolConfiguration.builder(servers).initialSize(0), SIZE, 100, LONGEST);
    }
}
