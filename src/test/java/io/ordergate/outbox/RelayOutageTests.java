package io.ordergate.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.support.database.DatabaseAddress;
import io.ordergate.support.database.Notices;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Nodes die, the database goes away and comes back: every message is handled, in sequence, and few of them twice. */
@IntegrationTest
class RelayOutageTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** With a lease that no message outlives. */
    private static final OutboxSettings STEADY = Nodes.settings(Duration.ofSeconds(30), Duration.ofMinutes(1), 5);

    /** With a lease that runs out while a test waits, of messages whose node is dead or has never got them. */
    private static final OutboxSettings MORTAL = Nodes.settings(Duration.ofSeconds(1), Duration.ofSeconds(2), 50);

    private static final int SUBJECTS = 50;
    private static final Logger log = LoggerFactory.getLogger(RelayOutageTests.class);

    @Autowired
    private RelayRepository deliveries;

    @Autowired
    private Notices notices;

    @Autowired
    private Database database;

    private final String topic = "test-" + UUID.randomUUID();
    private final Queue<OutboxMessage> effects = new ConcurrentLinkedQueue<>();
    private Nodes nodes;

    @BeforeEach
    void begin() {
        database.run("truncate outbox_deliveries, outbox"); // else thousands of messages of other tests come first
        nodes = new Nodes(deliveries, notices);
    }

    @AfterEach
    void end() {
        nodes.close();
    }

    @Test
    void twoNodesShareABurstAndEachMessageIsHandledOnce() {
        var one = recorder();
        var two = recorder();
        nodes.start(STEADY, one);
        nodes.start(STEADY, two);
        var began = System.nanoTime();
        burst(1_000);
        await().atMost(PATIENCE).until(this::isAllDone);
        log.info(
                "1000 messages by two nodes: {} ms, {} and {}",
                (System.nanoTime() - began) / 1_000_000,
                one.done().size(),
                two.done().size());
        assertThat(duplicates()).isZero();
        assertThat(one.done()).isNotEmpty();
        assertThat(two.done()).isNotEmpty();
        assertInSequence(1_000);
    }

    @Test
    void aNodeThatDiesInTheMiddleOfABatchIsReplaced() {
        var end = Sinks.<Void>empty();
        var dead = Recorder.of(topic, message -> end.asMono());
        var alive = recorder();
        burst(100);
        var loop = nodes.start(MORTAL, dead);
        await().atMost(PATIENCE).until(() -> dead.given().size() >= MORTAL.concurrency());
        loop.dispose();
        nodes.start(STEADY, alive);
        await().atMost(PATIENCE).until(this::isAllDone);
        end.tryEmitEmpty();
        assertThat(duplicates()).isZero();
        assertInSequence(100);
    }

    @Test
    void connectionsThatAreKilledLoseNothing() {
        var killed = Sinks.<Void>empty();
        var one = recorder(killed.asMono());
        var two = recorder(killed.asMono());
        nodes.start(MORTAL, one);
        nodes.start(MORTAL, two);
        burst(1_000);
        await().atMost(PATIENCE)
                .until(() -> !one.given().isEmpty() && !two.given().isEmpty());
        var kills = 0;
        while (!isAllDone() && kills < 20) {
            database.killBackends();
            kills++;
            killed.tryEmitEmpty();
            pause(Duration.ofMillis(60));
        }
        await().atMost(PATIENCE).until(this::isAllDone);
        var twice = duplicates();
        log.info("{} kills, {} of 1000 messages were handled again", kills, twice);
        assertThat(twice).isLessThanOrEqualTo(2L * kills * MORTAL.concurrency());
        assertThat(kills).isPositive();
        assertInSequence(1_000);
    }

    /** Kills a process of PostgreSQL, which then ends all others and recovers from its log. */
    @Test
    void aDatabaseThatRestartsLosesNothing() {
        var name = DatabaseAddress.parse(TestDatabase.url()).database();
        database.run(
                "alter database " + name + " set synchronous_commit = on"); // else a crash may lose what was committed
        database.killBackends();
        var one = recorder();
        nodes.start(MORTAL, one);
        burst(500);
        await().atMost(PATIENCE).until(() -> !one.done().isEmpty());
        crash();
        await().atMost(PATIENCE).ignoreExceptions().until(this::isAllDone);
        var twice = duplicates();
        log.info("{} of 500 messages were handled again after the restart", twice);
        database.run("alter database " + name + " reset synchronous_commit");
        assertThat(twice).isLessThanOrEqualTo(2L * MORTAL.concurrency());
        assertInSequence(500);
    }

    @Test
    void aMessageThatCommitsLateIsNotPassedOver() throws SQLException {
        var consumer = recorder();
        nodes.start(STEADY, consumer);
        try (var late = Database.connect()) {
            late.setAutoCommit(false);
            insert(late, UUID.randomUUID());
            try (var early = Database.connect()) {
                insert(early, UUID.randomUUID());
            }
            await().atMost(PATIENCE).until(() -> consumer.done().size() == 1);
            late.commit();
        }
        await().atMost(PATIENCE).until(() -> consumer.done().size() == 2);
        assertThat(consumer.done())
                .extracting(OutboxMessage::id)
                .isSortedAccordingTo((one, other) -> Long.compare(other, one));
    }

    /** Transactions that notify commit one after another: those at the same time leave it to the first. */
    @Test
    void onlyOneOfManyTransactionsAtATimeNotifies() throws SQLException {
        try (var first = Database.connect();
                var second = Database.connect()) {
            first.setAutoCommit(false);
            StepVerifier.create(notices.on("outbox"))
                    .expectNext("")
                    .then(() -> insert(first, UUID.randomUUID()))
                    .then(() -> insert(second, UUID.randomUUID()))
                    .expectNoEvent(Duration.ofMillis(300))
                    .then(() -> commit(first))
                    .expectNext("")
                    .then(() -> insert(second, UUID.randomUUID()))
                    .expectNext("")
                    .thenCancel()
                    .verify(PATIENCE);
        }
    }

    /** A consumer that records a message a moment after it got it. */
    private Recorder recorder() {
        return recorder(Mono.empty());
    }

    /** The same, but not before this signal. */
    private Recorder recorder(Mono<Void> signal) {
        return Recorder.of(topic, message -> signal.then(Mono.delay(Duration.ofMillis(2)))
                .doOnNext(now -> effects.add(message))
                .then());
    }

    /** Appends messages in one transaction, in turn about a few subjects. */
    private void burst(int messages) {
        database.run("""
                insert into outbox (topic, subject_id, payload)
                select $1, ('00000000-0000-4000-8000-' || lpad((n % 50)::text, 12, '0'))::uuid, '{}'
                  from generate_series(1, $2::int) n""", topic, messages);
    }

    private void assertInSequence(int messages) {
        var first = new LinkedHashMap<Long, UUID>();
        effects.forEach(message -> first.putIfAbsent(message.id(), message.subjectId()));
        assertThat(first).hasSize(messages);
        var bySubject = first.entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        assertThat(bySubject).hasSize(SUBJECTS);
        assertThat(bySubject.values()).allSatisfy(ids -> assertThat(ids).isSorted());
    }

    private long duplicates() {
        return effects.size()
                - effects.stream().map(OutboxMessage::id).distinct().count();
    }

    private boolean isAllDone() {
        return database.count("select count(*) from outbox where topic = $1 and relayed_at is null", topic) == 0
                && database.count("""
                        select count(*) from outbox_deliveries d join outbox o on o.id = d.message_id
                         where o.topic = $1""", topic) == 0;
    }

    private void crash() {
        var victim = database.count("select pid from pg_stat_activity where application_name = 'ordergate' limit 1");
        var process = ProcessHandle.of(victim)
                .filter(it -> it.info().command().orElse("").contains("postgres"));
        log.info("PostgreSQL is made to restart: {}", process.isPresent());
        if (process.isPresent()) {
            process.get().destroyForcibly();
        } else {
            database.killBackends(); // it runs in a container
        }
    }

    private void insert(Connection connection, UUID subject) {
        try (var statement =
                connection.prepareStatement("insert into outbox (topic, subject_id, payload) values (?, ?, '{}')")) {
            statement.setObject(1, topic);
            statement.setObject(2, subject);
            statement.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void pause(Duration time) {
        Mono.delay(time).block();
    }
}
