package io.ordergate.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.outbox.RelayRepository.Taken;
import io.ordergate.support.database.Notices;
import io.ordergate.support.job.Job;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Tables that were empty and vacuumed fill at once: statements that were planned meanwhile keep their speed. */
@IntegrationTest
class RelayBurstTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Pages that a claim of 16 messages may touch: some 400, and an index of 550 with what was published and is not vacuumed yet. */
    private static final int MOST_PAGES = 2_000;

    /** Pages that it may touch with 500 messages that it publishes: some 20 each, for a row and its entries in the indexes. */
    private static final int MOST_PAGES_OF_500_NEW = 20_000;

    @Autowired
    private RelayRepository deliveries;

    @Autowired
    private Notices notices;

    @Autowired
    private Database database;

    @Autowired
    private Api api;

    @Autowired
    private List<Job> jobs;

    private final String topic = "test-" + UUID.randomUUID();
    private Nodes nodes;

    @BeforeEach
    void begin() {
        nodes = new Nodes(deliveries, notices);
        empty();
    }

    @AfterEach
    void end() {
        nodes.close();
        empty();
    }

    @Test
    void tenThousandMessagesAfterAQuietTimeAreDelivered() {
        var consumer = Recorder.willing(topic);
        var settings = settings(Duration.ofSeconds(1));
        var quiet = nodes.relay(settings, consumer);
        for (var turn = 0; turn < 10; turn++) {
            Flux.fromIterable(jobs)
                    .concatWithValues(quiet)
                    .concatMap(job -> job.run(() -> false))
                    .blockLast(PATIENCE);
        }
        append(10_000);
        nodes.start(settings, consumer);
        await().atMost(PATIENCE).until(() -> consumer.done().size() == 10_000 && waiting("true") == 0);
    }

    @Test
    void aClaimReadsAsMuchAsItTakesHoweverMuchWaits() throws SQLException {
        var consumer = Recorder.willing(topic);
        append(100_000);
        publish(consumer);
        assertThat(waiting("true")).isEqualTo(100_000);
        assertThat(pagesOfAClaim(consumer)).isLessThan(MOST_PAGES);
        database.run("analyze outbox_deliveries");
        assertThat(pagesOfAClaim(consumer)).isLessThan(MOST_PAGES);
    }

    /** As an outage leaves them, when the service has no other deliveries at that time. */
    @Test
    void publishingKeepsItsSpeedWithStatisticsOfNothingButDeadLetters() throws SQLException {
        var consumer = Recorder.willing(topic);
        append(20_000);
        publish(consumer);
        database.run("update outbox_deliveries set parked_at = now()");
        database.run("analyze outbox_deliveries");
        empty();
        append(10_000);
        publish(consumer);
        append(500);
        assertThat(pagesOfAClaim(consumer)).isLessThan(MOST_PAGES_OF_500_NEW);
    }

    /** A thousand subjects whose first message has failed have a hundred more each, and as many again come later. */
    @Test
    void aClaimDoesNotReadWhatWaitsBehindAFailure() throws SQLException {
        var broken = Recorder.of(topic, message -> Mono.error(new IllegalStateException("down")));
        var settings = settings(Duration.ofHours(1));
        var four = IntStream.range(0, 4) // a round is of 16 failures, and a node begins four a second
                .mapToObj(node -> nodes.relay(settings, broken))
                .toList();
        appendMore(1_000, 100);
        publish(broken);
        await().atMost(PATIENCE).until(() -> {
            Flux.fromIterable(four).flatMap(node -> node.run(() -> false)).blockLast(PATIENCE);
            return waiting("due_at <= now()") == 0;
        });
        assertThat(broken.given()).hasSize(1_000);
        database.run("insert into outbox (topic, subject_id, payload) select topic, subject_id, '{}' from outbox");
        append(16);
        publish(broken);
        assertThat(waiting("due_at <= now()")).isEqualTo(16);
        assertThat(pagesOfAClaim(broken)).isLessThan(MOST_PAGES);
    }

    /** A thousand subjects whose first message is held back have another one, which is published with it. */
    @Test
    void whatComesWithAHeldMessageWaitsAsLong() throws SQLException {
        var consumer = Recorder.willing(topic).holding("held-" + topic, Duration.ofHours(1));
        database.run("""
                insert into outbox (topic, subject_id, payload)
                select t.name, s.id, '{}' from (select gen_random_uuid() as id from generate_series(1, 1000)) s,
                       (values (1, 'held-' || $1), (2, $2)) t (place, name) order by s.id, t.place""", topic, topic);
        publish(consumer);
        assertThat(waiting("true")).isEqualTo(2_000);
        assertThat(waiting("due_at <= now()")).isZero();
        append(16);
        publish(consumer);
        assertThat(waiting("due_at <= now()")).isEqualTo(16);
        assertThat(pagesOfAClaim(consumer)).isLessThan(MOST_PAGES);
    }

    /** A report, a backup or an analyze sees what was there when it began: what is done meanwhile stays in the indexes. */
    @Test
    void publishingDoesNotReadWhatIsDoneWhileSomebodyMaySeeIt() throws SQLException {
        var consumer = Recorder.willing(topic);
        try (var report = Database.connect();
                var statement = report.createStatement()) {
            report.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            report.setAutoCommit(false);
            statement.execute("select count(*) from outbox");
            append(2_500);
            for (var taken = take(consumer); !taken.claims().isEmpty(); taken = take(consumer)) {
                deliveries
                        .settle(taken.claims().stream().map(Outcome::done).toList())
                        .block(PATIENCE);
            }
            assertThat(waiting("true")).isZero();
            append(16);
            assertThat(pagesOfAClaim(consumer)).isLessThan(MOST_PAGES);
            report.rollback();
        }
    }

    /** Reads the counters of PostgreSQL: a statement that looks a row up by its key does not read the table. */
    @Test
    void ordersAfterAQuietTimeAreLookedUpByTheirKeys() {
        endBackends();
        database.run("truncate challenges, wrong_guesses, outbox cascade");
        database.force("delete from orders");
        database.run("vacuum challenges");
        database.run("vacuum orders");
        database.run("vacuum wrong_guesses");
        database.run("vacuum outbox");
        var before = inserted();
        IntStream.range(0, 100).forEach(number -> placeAnOrder());
        await().atMost(PATIENCE).until(() -> inserted() == before + 100);
        var scanned = scanned();
        IntStream.range(0, 100).forEach(number -> placeAnOrder());
        await().atMost(PATIENCE).until(() -> inserted() == before + 200);
        assertThat(scanned()).isEqualTo(scanned);
    }

    /** As they end, backends tell of what they did for other tests, which they would else within ten seconds. */
    private void endBackends() {
        database.count(
                "select count(pg_terminate_backend(pid, 30000)) from pg_stat_activity where application_name = 'ordergate'");
    }

    private void placeAnOrder() {
        var phone = Api.somePhone();
        var session = api.session(phone);
        var code = api.code(phone);
        assertThat(api.verify(session, Api.wrong(code)).status()).isEqualTo(400);
        assertThat(api.verify(session, code).status()).isEqualTo(201);
    }

    private long inserted() {
        return database.count("select n_tup_ins from pg_stat_user_tables where relname = 'orders'");
    }

    private List<?> scanned() {
        return database.rows("""
                select relname, seq_tup_read from pg_stat_user_tables
                 where relname in ('challenges', 'orders', 'wrong_guesses') order by 1""");
    }

    private static OutboxSettings settings(Duration wait) {
        var patience = Duration.ofSeconds(10);
        return new OutboxSettings(
                true, wait, 500, 100, patience, Duration.ofMinutes(1), 16, wait, wait, Duration.ofDays(7));
    }

    private void publish(OutboxConsumer consumer) {
        Mono.defer(() -> deliveries.take(List.of(consumer), Map.of(), 5_000, RelayRepository.LANES, PATIENCE))
                .repeat()
                .takeUntil(taken -> taken.published() == 0)
                .blockLast(PATIENCE);
    }

    private Taken take(OutboxConsumer consumer) {
        return deliveries
                .take(List.of(consumer), Map.of(consumer.name(), 500), 500, RelayRepository.LANES, PATIENCE)
                .block(PATIENCE);
    }

    private void append(int messages) {
        appendMore(messages, 1);
    }

    private void appendMore(int subjects, int each) {
        database.run("""
                insert into outbox (topic, subject_id, payload)
                select $1, s.id, '{}' from (select gen_random_uuid() as id from generate_series(1, $2)) s,
                       generate_series(1, $3)""", topic, subjects, each);
    }

    private long waiting(String condition) {
        return database.count("select count(*) from outbox_deliveries where " + condition);
    }

    /** The plan of a claim for 16 messages, planned as for the service. */
    private long pagesOfAClaim(OutboxConsumer consumer) throws SQLException {
        var call = """
                execute take('[{"consumer": "%1$s", "room": 16}]', 60000, 0, 16, 500,
                             '[{"topic": "%2$s", "consumer": "%1$s", "delay": 0}]')""".formatted(consumer.name(), topic);
        try (var connection = Database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set enable_seqscan = off");
            statement.execute("prepare take (jsonb, bigint, int, int, bigint, jsonb) as " + RelaySql.TAKE);
            try (var rows = statement.executeQuery("explain (analyze, buffers, format json) " + call)) {
                rows.next();
                var plan = new JsonMapper().readTree(rows.getString(1)).path(0).path("Plan");
                assertThat(plan.path("Actual Rows").asInt()).isEqualTo(16);
                assertThat(changedElsewhere(statement))
                        .as("claims with new entries in the indexes")
                        .isZero();
                return plan.path("Shared Hit Blocks").asLong()
                        + plan.path("Shared Read Blocks").asLong();
            } finally {
                connection.rollback();
            }
        }
    }

    /** How many deliveries this transaction has changed otherwise than in place. */
    private static long changedElsewhere(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery(
                "select n_tup_upd - n_tup_hot_upd from pg_stat_xact_user_tables where relname = 'outbox_deliveries'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void empty() {
        database.run("truncate outbox_deliveries, outbox");
        database.run("vacuum outbox_deliveries");
        database.run("vacuum outbox");
    }
}
