package io.ordergate.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Notices;
import io.ordergate.support.job.RetentionRule;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/** Admins list, retry and drop dead letters. */
@IntegrationTest
class DeadLettersTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final OutboxSettings ONE_TRY = Nodes.settings(Duration.ofSeconds(10), Duration.ofMinutes(1), 1);

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Outbox outbox;

    @Autowired
    private RelayRepository deliveries;

    @Autowired
    private RetentionRule outboxRule;

    @Autowired
    private Db db;

    @Autowired
    private BacklogRepository backlog;

    @Autowired
    private Notices notices;

    @Autowired
    private Database database;

    private final String topic = "test-" + UUID.randomUUID();
    private final AtomicBoolean healed = new AtomicBoolean();
    private final Recorder consumer =
            Recorder.of(topic, message -> healed.get() ? Mono.empty() : Mono.error(new NotHandled("out of order!")));
    private String admin;
    private Relay relay;

    @BeforeEach
    void begin() {
        database.run("truncate outbox_deliveries, outbox"); // else thousands of messages of other tests come first
        admin = accounts.admin();
        relay = new Nodes(deliveries, notices).relay(ONE_TRY, consumer);
    }

    @Test
    void theyAreListedPageByPageTheLastOneFirst() {
        for (var number = 0; number < 5; number++) {
            park();
        }
        var first = api.get("/api/v1/outbox/parked?limit=3", admin);
        assertThat(first.status()).isEqualTo(200);
        var item = first.json().path("items").get(0);
        assertThat(item.path("error").asString()).isEqualTo("out_of_order_");
        assertThat(item.path("consumer").asString()).isEqualTo(consumer.name());
        assertThat(item.path("tries").asInt()).isEqualTo(1);
        var rest = api.get("/api/v1/outbox/parked?limit=3&cursor=" + first.field("next_cursor"), admin);
        var all = new ArrayList<>(ids(first));
        all.addAll(ids(rest));
        assertThat(all)
                .hasSize(5)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(rest.json().has("next_cursor")).isFalse();
        assertThat(backlog.count().block(PATIENCE).deadLetters()).isEqualTo(5);
    }

    @Test
    void aRetryHasItHandled() {
        park();
        healed.set(true);
        assertThat(change(HttpMethod.POST, only() + "/retry")).isEqualTo(204);
        round();
        assertThat(consumer.done()).hasSize(1);
        assertThat(ids(api.get("/api/v1/outbox/parked", admin))).isEmpty();
    }

    @Test
    void aDropGivesItUp() {
        park();
        var id = only();
        assertThat(change(HttpMethod.DELETE, id)).isEqualTo(204);
        assertThat(change(HttpMethod.DELETE, id)).isEqualTo(404);
        assertThat(change(HttpMethod.POST, id + "/retry")).isEqualTo(404);
        assertThat(change(HttpMethod.DELETE, "nonsense")).isEqualTo(404);
    }

    @Test
    void whatWasDoneLongAgoIsDeletedAndWhatIsParkedStays() {
        park();
        outbox.append(new Topic("nobody-" + topic), UUID.randomUUID(), Map.of()).block(PATIENCE);
        round();
        database.run("update outbox set relayed_at = now() - interval '8 days' where topic like '%' || $1", topic);
        outbox.append(new Topic("young-" + topic), UUID.randomUUID(), Map.of()).block(PATIENCE);
        round();
        assertThat(outboxRule.deleteBatch(db, 1000).block(PATIENCE).rows()).isPositive();
        assertThat(database.rows("select topic from outbox where topic like '%' || $1 order by id", topic))
                .extracting(row -> row.get("topic"))
                .containsExactly(topic, "young-" + topic);
    }

    private void park() {
        outbox.append(new Topic(topic), UUID.randomUUID(), Map.of()).block(PATIENCE);
        round();
        round();
    }

    private void round() {
        relay.run(() -> false).block(PATIENCE);
    }

    private String only() {
        return ids(api.get("/api/v1/outbox/parked", admin)).get(0).toString();
    }

    private int change(HttpMethod method, String path) {
        return Api.answer(
                        api.call(method, "/api/v1/outbox/parked/" + path, "", headers -> headers.setBearerAuth(admin)))
                .status();
    }

    private static List<Long> ids(Answer page) {
        return page.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asLong())
                .toList();
    }
}
