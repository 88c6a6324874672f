package io.ordergate.notification.timeline;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.notification.Shop;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each feature knows of an order stands on its time line, and nothing that staff do not have to read. */
@IntegrationTest
@DirtiesContext // its relay would take the messages of other tests
@TestPropertySource(
        properties = {
            "ordergate.outbox.relay=true",
            "ordergate.outbox.first-wait=50ms",
            "ordergate.outbox.longest-wait=100ms",
            "ordergate.webhook.allow-private=true",
            "ordergate.notification.texts=placed",
            "ordergate.notification.hold=0s"
        })
class TimelineTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ENDPOINTS = "/api/v1/webhooks/endpoints";
    private static final String PAYMENT = """
            insert into payments (id, order_id, attempt, provider, status, currency, amount_minor, captured_minor)
            values ($1, $2, 1, 'bkash', 'paid', 'BDT', 90000, 90000)""";
    private static final String REFUND = """
            insert into refunds (id, payment_id, amount_minor, status, cause) values ($1, $2, 45000, 'settled', 'by-hand')""";
    private static final String FLAG =
            "insert into payment_flags (id, payment_id, reason, reported_minor, reported_currency)"
                    + " values ($1, $2, 'wrong-amount', 91000, 'NONE')";

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    private final Shop shop = new Shop();

    @BeforeEach
    void begin() {
        database.run("delete from webhook_endpoints");
        database.run("update outbox set relayed_at = now() where relayed_at is null");
        database.run("delete from outbox_deliveries");
    }

    @AfterEach
    void end() {
        shop.close();
        database.run("delete from payment_flags where reported_currency = 'NONE'");
        database.run("delete from webhook_endpoints");
        database.run("delete from outbox_deliveries");
    }

    @Test
    void everyFeatureTellsWhatItKnows() {
        var endpoint = endpoint();
        var phone = somePhone();
        var session = api.session(phone);
        var code = api.code(phone);
        var order = UUID.fromString(api.verify(session, code).field("id"));
        pay(order);
        var vendor = accounts.vendor();
        await().atMost(PATIENCE)
                .until(() -> of(timeline(order, vendor), "webhook").size() == 1
                        && of(timeline(order, vendor), "text").size() == 1
                        && of(timeline(order, vendor), "code").stream()
                                .anyMatch(
                                        entry -> entry.path("state").asString().equals("verified")));
        var answer = timeline(order, vendor);
        assertThat(of(answer, "history")).singleElement().satisfies(entry -> {
            assertThat(entry.path("what").asString()).isEqualTo("placed");
            assertThat(entry.path("state").asString()).isEqualTo("verified");
            assertThat(entry.path("by").asString()).isEqualTo("customer");
        });
        assertThat(of(answer, "code")).singleElement().satisfies(entry -> {
            assertThat(entry.path("what").asString()).isEqualTo("order");
            assertThat(entry.path("by").asString()).isEqualTo("console");
        });
        assertThat(of(answer, "text").get(0).path("what").asString()).isEqualTo("placed");
        assertThat(of(answer, "payment").get(0).path("amount").asString()).isEqualTo("900.00");
        assertThat(of(answer, "refund").get(0).path("amount").asString()).isEqualTo("450.00");
        assertThat(of(answer, "refund").get(0).path("what").asString()).isEqualTo("by-hand");
        assertThat(of(answer, "flag").get(0).has("amount"))
                .as("money of no currency is not told")
                .isFalse();
        assertThat(of(answer, "webhook").get(0).path("by").asString()).isEqualTo(endpoint);
        assertThat(of(answer, "webhook").get(0).path("state").asString()).isEqualTo("delivered");
        assertThat(answer.path("truncated").asBoolean()).isFalse();
        assertThat(answer.toString()).doesNotContain(phone, phone.substring(4), code, "Lalsalu");
        assertThat(answer.path("items")
                        .valueStream()
                        .map(entry -> Instant.parse(entry.path("at").asString())))
                .isSorted();
    }

    @Test
    void theNewestStayOfMoreThanThereIsRoomFor() {
        var phone = somePhone();
        var order =
                UUID.fromString(api.verify(api.session(phone), api.code(phone)).field("id"));
        database.run("""
                insert into order_events (order_id, version, actor, from_status, to_status, at)
                select $1, v, 'system', 'verified', 'verified', now() + v * interval '1 second' from generate_series(2, 300) v""", order);
        var answer = timeline(order, accounts.vendor());
        assertThat(answer.path("truncated").asBoolean()).isTrue();
        assertThat(answer.path("items").valueStream().map(entry -> entry.path("what")
                        .asString()))
                .hasSize(200)
                .containsOnly("changed");
    }

    @Test
    void anOrderThatIsNotThereHasNone() {
        assertThat(api.get("/api/v1/orders/" + UUID.randomUUID() + "/timeline", accounts.vendor())
                        .status())
                .isEqualTo(404);
    }

    private void pay(UUID order) {
        var payment = UUID.randomUUID();
        database.run(PAYMENT, payment, order);
        database.run(REFUND, UUID.randomUUID(), payment);
        database.run(FLAG, UUID.randomUUID(), payment);
    }

    private JsonNode timeline(UUID order, String token) {
        var answer = api.get("/api/v1/orders/" + order + "/timeline", token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<JsonNode> of(JsonNode timeline, String kind) {
        return timeline.path("items")
                .valueStream()
                .filter(entry -> entry.path("kind").asString().equals(kind))
                .collect(Collectors.toList());
    }

    private String endpoint() {
        var body = new JsonMapper().writeValueAsString(Map.of("url", shop.url(), "topics", List.of("order.placed")));
        var answer = Api.answer(api.call(HttpMethod.POST, ENDPOINTS, body, headers -> {
            headers.setBearerAuth(accounts.admin());
            headers.setContentType(MediaType.APPLICATION_JSON);
        }));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.field("id");
    }
}
