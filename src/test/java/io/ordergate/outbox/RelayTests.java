package io.ordergate.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.support.database.Notices;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Every message is handled, in sequence for its subject, whatever its consumer or other consumers do. */
@IntegrationTest
class RelayTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final OutboxSettings USUAL = Nodes.settings(LONG, LONG.multipliedBy(2), 5);

    @Autowired
    private RelayRepository deliveries;

    @Autowired
    private Notices notices;

    @Autowired
    private Outbox outbox;

    @Autowired
    private Database database;

    private final String topic = "test-" + UUID.randomUUID();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private Nodes nodes;

    @BeforeEach
    void begin() {
        database.run("truncate outbox_deliveries, outbox"); // else thousands of messages of other tests come first
        nodes = new Nodes(deliveries, notices);
    }

    /** What is still under way would else be told of, as timed out, while other tests read the log. */
    @AfterEach
    void close() {
        end.tryEmitEmpty();
        nodes.close();
    }

    @Test
    void eachConsumerOfATopicGetsEachMessageAndNobodyElseDoes() {
        var one = Recorder.willing(topic).named("one");
        var two = Recorder.willing(topic).named("two");
        var other = Recorder.willing("another-" + topic);
        var subject = UUID.randomUUID();
        append(subject, 1);
        nodes.start(USUAL, one, two, other);
        await().atMost(PATIENCE).until(this::isAllDone);
        assertThat(one.done()).singleElement().satisfies(message -> {
            assertThat(message.subjectId()).isEqualTo(subject);
            assertThat(message.topic().id()).isEqualTo(topic);
            assertThat(message.payload()).isEqualTo("{\"n\": 1}");
        });
        assertThat(two.done()).hasSize(1);
        assertThat(other.given()).isEmpty();
    }

    @Test
    void aMessageThatNobodyWantsIsDoneAtOnce() {
        append(UUID.randomUUID(), 1);
        run(nodes.relay(USUAL, Recorder.willing("another-" + topic)));
        assertThat(isAllDone()).isTrue();
    }

    @Test
    void aMessageThatFailsIsTriedAgainAndThoseBehindItWait() {
        var failures = new AtomicInteger(2);
        var consumer = Recorder.of(
                topic,
                message -> isFirst(message) && failures.getAndDecrement() > 0
                        ? Mono.error(new IllegalStateException("not yet"))
                        : Mono.empty());
        var subject = UUID.randomUUID();
        append(subject, 1);
        append(subject, 2);
        append(subject, 3);
        nodes.start(USUAL, consumer);
        await().atMost(PATIENCE).until(this::isAllDone);
        assertThat(consumer.idsOf(subject)).hasSize(3).isSorted();
        assertThat(consumer.given()).hasSize(5);
    }

    @Test
    void whatIsToBeHandledOnceMoreWhileItIsHandledIsHandledTwice() {
        var name = "recorder-" + topic;
        var first = new AtomicBoolean(true);
        var consumer = Recorder.of(
                topic,
                message -> first.getAndSet(false)
                        ? outbox.retry(message.id(), name).then()
                        : Mono.empty());
        append(UUID.randomUUID(), 1);
        nodes.start(USUAL, consumer);
        await().atMost(PATIENCE).until(() -> consumer.done().size() == 2 && isAllDone());
    }

    @Test
    void aPoisonedMessageIsParkedAndStopsNobody() {
        var consumer = Recorder.of(topic, message -> {
            if (isFirst(message)) {
                throw new IllegalStateException("+8801700000001 says no");
            }
            return Mono.empty();
        });
        var subject = UUID.randomUUID();
        append(subject, 1);
        append(subject, 2);
        append(UUID.randomUUID(), 3);
        nodes.start(USUAL, consumer.trying(3));
        await().atMost(PATIENCE).until(() -> remaining() == 1 && parked() == 1);
        assertThat(database.rows("""
                        select d.tries, d.error, o.payload ->> 'n' as n
                          from outbox_deliveries d join outbox o on o.id = d.message_id where o.topic = $1""", topic))
                .containsExactly(Map.of("tries", 3, "error", "IllegalStateException", "n", "1"));
    }

    @Test
    void aConsumerThatNeverEndsIsGivenUpInTime() {
        var stuck = Recorder.of(topic, message -> isFirst(message) ? Mono.never() : Mono.empty());
        append(UUID.randomUUID(), 1);
        append(UUID.randomUUID(), 2);
        nodes.start(Nodes.settings(Duration.ofMillis(100), LONG, 2), stuck);
        await().atMost(PATIENCE).until(() -> remaining() == 1 && parked() == 1);
        assertThat(database.rows(
                        "select d.error from outbox_deliveries d join outbox o on o.id = d.message_id where o.topic = $1",
                        topic))
                .containsExactly(Map.of("error", "timeout"));
    }

    @Test
    void aMessageWhoseNodesAllDiedIsParkedWithoutAnotherTry() {
        var deadly = Recorder.of(topic, message -> end.asMono());
        append(UUID.randomUUID(), 1);
        for (var node = 0; node < 3; node++) {
            run(nodes.relay(Nodes.settings(LONG, LONG.multipliedBy(2), 3), deadly));
            leasesRunOut();
        }
        nodes.start(Nodes.settings(LONG, LONG.multipliedBy(2), 3), deadly);
        await().atMost(PATIENCE).until(() -> parked() == 1);
        assertThat(deadly.given()).hasSize(3);
    }

    @Test
    void aZombieDoesNotOverwriteWhatItsSuccessorDoes() {
        var wakeUp = Sinks.<Void>empty();
        var zombie = nodes.relay(USUAL, Recorder.of(topic, message -> wakeUp.asMono()));
        var finish = Sinks.<Void>empty();
        var successor = nodes.relay(USUAL, Recorder.of(topic, message -> finish.asMono()));
        append(UUID.randomUUID(), 1);
        run(zombie);
        leasesRunOut();
        run(successor);
        wakeUp.tryEmitEmpty();
        run(zombie);
        assertThat(nodes.late()).isEqualTo(1);
        assertThat(remaining()).as("still the successor's").isEqualTo(1);
        finish.tryEmitEmpty();
        run(successor);
        assertThat(isAllDone()).isTrue();
    }

    @Test
    void aStopFinishesWhatIsInHandAndWritesItDown() throws InterruptedException {
        var finish = Sinks.<Void>empty();
        var relay = nodes.relay(USUAL, Recorder.of(topic, message -> finish.asMono()));
        append(UUID.randomUUID(), 1);
        run(relay);
        var stopped = new CountDownLatch(1);
        relay.stop(stopped::countDown);
        assertThat(stopped.await(200, TimeUnit.MILLISECONDS)).isFalse();
        finish.tryEmitEmpty();
        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(isAllDone()).isTrue();
    }

    @Test
    void takesNoMoreThanItHasRoomFor() {
        var busy = Recorder.of(topic, message -> end.asMono());
        for (var number = 0; number < 20; number++) {
            append(UUID.randomUUID(), number);
        }
        var relay = nodes.relay(USUAL, busy);
        run(relay);
        run(relay);
        assertThat(busy.given()).hasSize(USUAL.concurrency());
    }

    @Test
    void aNodeWithoutRoomIsNotWoken() {
        var full = nodes.relay(USUAL, Recorder.of(topic, message -> end.asMono()));
        var idle = nodes.relay(USUAL, Recorder.willing("another-" + topic));
        for (var number = 0; number < USUAL.concurrency(); number++) {
            append(UUID.randomUUID(), number);
        }
        run(full);
        var ofFull = new AtomicInteger();
        var ofIdle = new AtomicInteger();
        var listening = Flux.merge(
                        full.wakes().doOnNext(wake -> ofFull.incrementAndGet()),
                        idle.wakes().doOnNext(wake -> ofIdle.incrementAndGet()))
                .subscribe();
        try {
            await().atMost(PATIENCE).until(() -> ofIdle.get() > 0);
            var before = ofIdle.get();
            append(UUID.randomUUID(), 100);
            await().atMost(PATIENCE).until(() -> ofIdle.get() > before);
            assertThat(ofFull).hasValue(0);
        } finally {
            listening.dispose();
        }
    }

    @Test
    void aLaneIsHandedOutByOneNodeAtATime() throws SQLException {
        var consumer = Recorder.willing(topic);
        for (var number = 0; number < 100; number++) {
            append(UUID.randomUUID(), number);
        }
        try (var other = Database.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "select pg_advisory_xact_lock(7236002, lane) from generate_series(0, 15) as g (lane) where lane % 2 = 0");
            deliveries
                    .take(List.of(consumer), Map.of(), 1_000, RelayRepository.LANES, LONG)
                    .block(PATIENCE);
            assertThat(lanesOf("relayed_at is not null")).isNotEmpty().allMatch(lane -> lane % 2 == 1);
            assertThat(lanesOf("relayed_at is null")).isNotEmpty().allMatch(lane -> lane % 2 == 0);
            other.rollback();
        }
        run(nodes.relay(USUAL, consumer));
        assertThat(lanesOf("relayed_at is null")).isEmpty();
    }

    private List<Integer> lanesOf(String condition) {
        return database
                .rows(
                        "select distinct uuid_hash(subject_id) & 15 as lane from outbox where topic = $1 and "
                                + condition,
                        topic)
                .stream()
                .map(row -> (Integer) row.get("lane"))
                .toList();
    }

    private void run(Relay relay) {
        relay.run(() -> false).block(PATIENCE);
    }

    private void leasesRunOut() {
        database.run(
                "update outbox_deliveries set due_at = now(), leased_until = null where message_id in (select id from outbox where topic = $1)",
                topic);
    }

    private void append(UUID subject, int number) {
        outbox.append(new Topic(topic), subject, Map.of("n", number)).block(PATIENCE);
    }

    private static boolean isFirst(OutboxMessage message) {
        return message.payload().contains(": 1}");
    }

    private boolean isAllDone() {
        return remaining() == 0
                && database.count("select count(*) from outbox where topic = $1 and relayed_at is null", topic) == 0;
    }

    private long remaining() {
        return database.count("""
                select count(*) from outbox_deliveries d join outbox o on o.id = d.message_id where o.topic = $1""", topic);
    }

    private long parked() {
        return database.count("""
                select count(*) from outbox_deliveries d join outbox o on o.id = d.message_id
                 where o.topic = $1 and d.parked_at is not null""", topic);
    }
}
