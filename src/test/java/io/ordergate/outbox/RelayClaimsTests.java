package io.ordergate.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.ordergate.outbox.RelayRepository.Taken;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;

/** New messages are claimed as they are published, with the sequence, the room and the lease of any claim. */
@IntegrationTest
class RelayClaimsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int ROOM = 16;

    /** How nodes of the version before V43 claim: the lease was the time when a delivery is due. */
    private static final String FORMER_CLAIM = """
            update outbox_deliveries d
               set tries = d.tries + 1, fence = d.fence + 1, error = null, next_at = now() + interval '1 minute'
             where d.id = any (array(
               select w.id from outbox_deliveries w
                where w.parked_at is null and w.next_at <= now()
                order by w.next_at limit 16 for update of w skip locked))""";

    @Autowired
    private RelayRepository deliveries;

    @Autowired
    private Outbox outbox;

    @Autowired
    private Database database;

    private final String topic = "test-" + UUID.randomUUID();
    private final Recorder consumer = Recorder.willing(topic);
    private final UUID subject = UUID.randomUUID();

    @BeforeEach
    void begin() {
        database.run("truncate outbox_deliveries, outbox");
    }

    @Test
    void aNewMessageIsClaimedForTheLeaseAsItIsPublished() {
        append(subject);
        var taken = take(ROOM);
        assertThat(taken.published()).isEqualTo(1);
        assertThat(taken.claims()).singleElement().satisfies(claim -> {
            assertThat(claim.tries()).isEqualTo(1);
            assertThat(claim.message().subjectId()).isEqualTo(subject);
            assertThat(claim.message().topic().id()).isEqualTo(topic);
            assertThat(claim.message().payload()).isEqualTo("{\"some\": \"payload\"}");
        });
        assertThat(count(
                        "tries = 1 and fence = 1 and due_at <= now() and leased_until > now() + interval '50 seconds'"))
                .isEqualTo(1);
        assertThat(take(ROOM).claims()).isEmpty();
        assertThat(settle(taken)).isEqualTo(1);
        assertThat(count("true")).isZero();
    }

    @Test
    void ofASubjectOnlyTheOldestIsClaimedUntilItIsDone() {
        var first = append(subject);
        var second = append(subject);
        var other = append(UUID.randomUUID());
        var taken = take(ROOM);
        assertThat(ids(taken)).containsExactly(first, other);
        var third = append(subject);
        assertThat(ids(take(ROOM))).isEmpty();
        settle(taken);
        var next = take(ROOM);
        assertThat(ids(next)).containsExactly(second);
        settle(next);
        assertThat(ids(take(ROOM))).containsExactly(third);
    }

    @Test
    void moreThanThereIsRoomForWaits() {
        var all = Flux.range(0, 5)
                .map(number -> append(UUID.randomUUID()))
                .collectList()
                .block();
        assertThat(ids(take(2))).isEqualTo(all.subList(0, 2));
        assertThat(count("tries = 0 and due_at <= now()")).isEqualTo(3);
        assertThat(ids(take(2))).isEqualTo(all.subList(2, 4));
        assertThat(ids(take(2))).isEqualTo(all.subList(4, 5));
    }

    @Test
    void whatWaitsIsClaimedBeforeWhatIsNew() {
        var waiting = List.of(append(UUID.randomUUID()), append(UUID.randomUUID()));
        take(0);
        var news = List.of(append(UUID.randomUUID()), append(UUID.randomUUID()));
        assertThat(ids(take(3))).containsExactly(waiting.get(0), waiting.get(1), news.get(0));
        assertThat(ids(take(3))).containsExactly(news.get(1));
    }

    @Test
    void whatWaitsBehindAFailureWaitsAsLong() {
        append(subject);
        var failed = take(ROOM).claims().get(0);
        deliveries.settle(List.of(new Outcome(failed, LEASE, LEASE, "down"))).block(PATIENCE);
        append(subject);
        assertThat(ids(take(ROOM))).isEmpty();
        assertThat(count("due_at > now() + interval '50 seconds'")).isEqualTo(2);
    }

    @Test
    void aHeldMessageAndWhatComesWithItWait() {
        var held = consumer.holding("held-" + topic, Duration.ofHours(1));
        append("held-" + topic, subject);
        append(subject);
        var free = append(UUID.randomUUID());
        assertThat(ids(take(held, Map.of(held.name(), ROOM)))).containsExactly(free);
        assertThat(count("tries = 0 and due_at > now() + interval '50 minutes'"))
                .isEqualTo(2);
    }

    @Test
    void aConsumerWithoutRoomKeepsNothingFromOthers() {
        var paused = consumer.named("paused-" + topic);
        append(subject);
        var taken = deliveries
                .take(List.of(consumer, paused), Map.of(consumer.name(), ROOM), 500, RelayRepository.LANES, LEASE)
                .block(PATIENCE);
        assertThat(taken.claims()).extracting(Claim::consumer).containsExactly(consumer.name());
        assertThat(count("tries = 0 and consumer like 'paused-%'")).isEqualTo(1);
    }

    @Test
    void whatANodeClaimedAndNeverHandledIsClaimedAgainWhenItsLeaseRunsOut() {
        append(subject);
        var ofDead = take(ROOM);
        leasesRunOut();
        var again = take(ROOM);
        assertThat(again.claims()).singleElement().satisfies(claim -> {
            assertThat(claim.tries()).isEqualTo(2);
            assertThat(claim.fence()).isEqualTo(2);
        });
        assertThat(settle(ofDead)).as("too late").isZero();
        assertThat(settle(again)).isEqualTo(1);
    }

    /** An admin has a message handled once more before it was published for the first time. */
    @Test
    void whatWasToBeHandledAgainBeforehandIsClaimedOnce() {
        outbox.retry(append(subject), consumer.name()).block(PATIENCE);
        assertThat(take(ROOM).claims()).hasSize(1);
        assertThat(take(ROOM).claims()).isEmpty();
    }

    @Test
    void ofManyNodesAtOnceOneClaimsEachMessageInTheSequenceOfItsSubject() {
        database.run("""
                insert into outbox (topic, subject_id, payload)
                select $1, s.id, '{}' from (select gen_random_uuid() as id from generate_series(1, 60)) s,
                       generate_series(1, 5) as n (place) order by n.place""", topic);
        var handled = new ArrayList<Claim>();
        while (handled.size() < 300) {
            var wave = Flux.range(0, 8)
                    .flatMap(node -> deliveries.take(List.of(consumer), Map.of(consumer.name(), ROOM), 50, 4, LEASE))
                    .collectList()
                    .block(PATIENCE);
            assertThat(wave.stream().flatMap(taken -> taken.claims().stream()))
                    .extracting(claim -> claim.message().subjectId())
                    .as("one at a time of each subject")
                    .doesNotHaveDuplicates();
            wave.forEach(taken -> handled.addAll(taken.claims()));
            wave.forEach(this::settle);
        }
        assertThat(handled)
                .extracting(claim -> claim.message().id())
                .hasSize(300)
                .doesNotHaveDuplicates();
        assertThat(handled.stream()
                        .collect(Collectors.groupingBy(claim -> claim.message().subjectId()))
                        .values())
                .allSatisfy(claims -> assertThat(claims)
                        .extracting(claim -> claim.message().id())
                        .isSorted());
        assertThat(count("true")).isZero();
    }

    /** The statement of one node begins, and waits for a trigger until another has published what it still sees as new. */
    @Test
    void aNodeThatDoesNotSeeWhatAnotherHasJustPublishedClaimsNothingNew() throws SQLException {
        var due = append(UUID.randomUUID());
        take(0);
        var first = append(subject);
        database.run("""
                create function wait_in_test() returns trigger language plpgsql as $f$
                begin perform pg_advisory_xact_lock(4711); return new; end $f$""");
        database.run("""
                create trigger wait_in_test before update on outbox_deliveries for each row
                when (old.tries = 0) execute function wait_in_test()""");
        try (var other = Database.connect()) {
            other.setAutoCommit(false);
            execute(other, "select pg_advisory_xact_lock(4711)");
            var second = append(subject);
            var slow = deliveries
                    .take(List.of(consumer), Map.of(consumer.name(), ROOM), 500, RelayRepository.LANES, LEASE)
                    .toFuture();
            await().atMost(PATIENCE)
                    .until(() ->
                            database.count("select count(*) from pg_locks where objid = 4711 and not granted") == 1);
            execute(other, "update outbox set relayed_at = now() where id = " + first);
            execute(other, """
                    insert into outbox_deliveries (message_id, consumer, subject_id, tries, fence, leased_until)
                    select id, '%s', subject_id, 1, 1, now() + interval '1 minute' from outbox where id = %d""".formatted(consumer.name(), first));
            other.commit();
            var taken = slow.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            assertThat(ids(taken)).containsExactly(due);
            assertThat(count("message_id = " + second + " and tries = 0")).isEqualTo(1);
            assertThat(ids(take(ROOM))).as("behind the first").isEmpty();
        } finally {
            database.run("drop trigger wait_in_test on outbox_deliveries");
            database.run("drop function wait_in_test()");
        }
    }

    @Test
    void leasesThatRanOutAreClaimedAgain() {
        var first = append(subject);
        var late = take(ROOM);
        assertThat(take(ROOM).claims()).isEmpty();
        leasesRunOut();
        var again = take(ROOM);
        assertThat(ids(again)).containsExactly(first);
        assertThat(settle(late)).as("too late").isZero();
        assertThat(settle(again)).isEqualTo(1);
    }

    @Test
    void nodesOfTheFormerVersionClaimNothing() throws SQLException {
        append(subject);
        take(0);
        try (var connection = Database.connect()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> execute(connection, FORMER_CLAIM))
                    .satisfies(error -> assertThat(error.getSQLState()).isEqualTo("42703"));
        }
        assertThat(take(ROOM).claims()).hasSize(1);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Taken take(int room) {
        return take(consumer, room == 0 ? Map.of() : Map.of(consumer.name(), room));
    }

    private Taken take(OutboxConsumer of, Map<String, Integer> rooms) {
        return deliveries
                .take(List.of(of), rooms, 500, RelayRepository.LANES, LEASE)
                .block(PATIENCE);
    }

    private long settle(Taken taken) {
        var outcomes = taken.claims().stream().map(Outcome::done).toList();
        return deliveries.settle(outcomes).block(PATIENCE);
    }

    private void leasesRunOut() {
        database.run("update outbox_deliveries set leased_until = now()");
    }

    private long append(UUID of) {
        return append(topic, of);
    }

    private long append(String to, UUID of) {
        outbox.append(new Topic(to), of, Map.of("some", "payload")).block(PATIENCE);
        return database.count("select max(id) from outbox");
    }

    private long count(String condition) {
        return database.count("select count(*) from outbox_deliveries where " + condition);
    }

    private static List<Long> ids(Taken taken) {
        return taken.claims().stream().map(claim -> claim.message().id()).toList();
    }
}
