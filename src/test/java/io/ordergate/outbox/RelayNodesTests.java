package io.ordergate.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Node;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Mono;

/** Two whole nodes relay the messages of one database. */
@IntegrationTest
class RelayNodesTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration WORK = Duration.ofMillis(50);
    private static final String TOPIC = "test-" + UUID.randomUUID();
    private static final int SUBJECTS = 200;
    private static final int EACH = 5;
    private static final int MOST = 64;

    /** What was handled by any node, in the order in which that ended. */
    private static final Queue<OutboxMessage> EFFECTS = new ConcurrentLinkedQueue<>();

    @Autowired
    private Database database;

    private List<Node> nodes = List.of();

    /** The consumer of a node, which counts how many messages are in its hands at once. */
    static class Work {

        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Bean
        Recorder recorder() {
            return Recorder.of(
                    TOPIC, message -> Mono.fromRunnable(() -> most.accumulateAndGet(now.incrementAndGet(), Math::max))
                            .then(Mono.delay(WORK))
                            .doOnNext(done -> {
                                EFFECTS.add(message);
                                now.decrementAndGet();
                            })
                            .then());
        }
    }

    @BeforeEach
    void begin() {
        EFFECTS.clear();
        database.run("truncate outbox_deliveries, outbox");
        nodes = IntStream.range(0, 2)
                .mapToObj(node -> Node.start(
                        List.of(Work.class),
                        "ordergate.outbox.relay=true",
                        "ordergate.outbox.poll=200ms",
                        "ordergate.outbox.concurrency=" + MOST))
                .toList();
    }

    @AfterEach
    void end() {
        nodes.forEach(Node::close);
    }

    @Test
    void shareABurstAndHandleEachMessageOnceInTheSequenceOfItsSubject() {
        database.run("""
                insert into outbox (topic, subject_id, payload)
                select $1, s.id, '{}' from (select gen_random_uuid() as id from generate_series(1, $2)) s,
                       generate_series(1, $3) as n (place) order by n.place""", TOPIC, SUBJECTS, EACH);
        await().atMost(PATIENCE)
                .until(() -> database.count("select count(*) from outbox where relayed_at is null") == 0
                        && database.count("select count(*) from outbox_deliveries") == 0);
        assertThat(EFFECTS).hasSize(SUBJECTS * EACH).doesNotHaveDuplicates();
        var bySubject = EFFECTS.stream()
                .collect(Collectors.groupingBy(
                        OutboxMessage::subjectId, Collectors.mapping(OutboxMessage::id, Collectors.toList())));
        assertThat(bySubject).hasSize(SUBJECTS);
        assertThat(bySubject.values())
                .allSatisfy(ids -> assertThat(ids).hasSize(EACH).isSorted());
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.bean(Recorder.class).done())
                        .as("both take part")
                        .isNotEmpty());
        assertThat(nodes.stream().map(node -> node.bean(Work.class).most.get()))
                .as("a node goes beyond its first 16 while outcomes are good, and never beyond its bound")
                .allMatch(most -> most <= MOST)
                .anyMatch(most -> most > ConcurrencyWindow.START);
    }
}
