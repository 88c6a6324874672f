package io.ordergate.notification.webhook;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.notification.Shop;
import io.ordergate.outbox.Outbox;
import io.ordergate.outbox.Topic;
import io.ordergate.support.secret.WebhookSignature;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Changes of orders reach a shop's own system through the relay; admins manage its endpoints. */
@IntegrationTest
@DirtiesContext // its relay would take the messages of other tests
@TestPropertySource(
        properties = {
            "ordergate.outbox.relay=true",
            "ordergate.outbox.first-wait=50ms",
            "ordergate.outbox.longest-wait=100ms",
            "ordergate.outbox.tries=20",
            "ordergate.webhook.allow-private=true",
            "ordergate.notification.texts=placed",
            "ordergate.notification.hold=0s"
        })
class WebhookTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ALL = "/api/v1/webhooks/endpoints";
    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Outbox outbox;

    @Autowired
    private Database database;

    private final Shop shop = new Shop();
    private String admin;

    @BeforeEach
    void begin() {
        admin = accounts.admin();
        database.run("delete from webhook_endpoints");
        forgetWhatOtherTestsHaveLeft();
    }

    @AfterEach
    void end() {
        shop.close();
        database.run("delete from webhook_endpoints");
        database.run("delete from outbox_deliveries");
    }

    /**
     * Marks messages of other tests as done. These tests run without a relay, and thousands of their messages would
     * come first.
     */
    private void forgetWhatOtherTestsHaveLeft() {
        database.run("update outbox set relayed_at = now() where relayed_at is null");
        database.run("delete from outbox_deliveries");
    }

    @Test
    void anOrderIsToldToTheShopSigned() {
        var endpoint = endpoint(shop.url(), "order.placed");
        var order = placed();
        await().atMost(PATIENCE).until(() -> !shop.received().isEmpty());
        var call = shop.received().get(0);
        assertThat(call.uri()).isEqualTo("/hook");
        assertThat(call.header("content-type")).isEqualTo("application/json");
        assertThat(call.header("webhook-id")).startsWith("msg_");
        assertThat(signatures(call)).containsExactly(signed(call, endpoint.field("secret")));
        assertThat(call.json().path("type").asString()).isEqualTo("order.placed");
        assertThat(call.json().at("/data/order/id").asString()).isEqualTo(order.toString());
        assertThat(call.json().at("/data/order/total_amount").asString()).isEqualTo("900.00");
        assertThat(call.json().at("/data/order/price_source").asString()).isEqualTo("client");
        assertThat(call.json().at("/data/change/status").asString()).isEqualTo("verified");
        assertThat(call.body()).doesNotContain("pin", "token", "challenge");
        await().atMost(PATIENCE).until(() -> deliveries(endpoint).size() == 1);
        var delivery = deliveries(endpoint).get(0);
        assertThat(delivery)
                .containsEntry("status", 200)
                .containsEntry("attempt", 1)
                .doesNotContainKey("error");
        assertThat(delivery.get("webhook_id")).isEqualTo(call.header("webhook-id"));
    }

    @Test
    void theCustomerIsToldToo() {
        var phone = somePhone();
        var order = api.verify(api.session(phone), api.code(phone));
        await().atMost(PATIENCE).until(() -> api.texts(phone).size() == 2);
        assertThat(api.texts(phone).get(0))
                .isEqualTo("Dear Rahim, your order #" + order.field("order_number")
                        + " for Lalsalu amounting to 900.00 BDT has been received.");
    }

    @Test
    void onlyWhatWasAskedForIsTold() {
        endpoint(shop.url(), "order.changed");
        placed();
        var subject = placed();
        outbox.append(Topic.ORDER_CHANGED, subject, Map.of("from", "verified", "to", "processing"))
                .block(PATIENCE);
        await().atMost(PATIENCE).until(() -> !shop.received().isEmpty());
        assertThat(shop.received()).singleElement().satisfies(call -> assertThat(
                        call.json().at("/data/change/to").asString())
                .isEqualTo("processing"));
    }

    @Test
    void aShopThatFailsIsCalledAgainInSequenceAndStopsNoOther() {
        var failures = new AtomicInteger(3);
        shop.behaves(response ->
                response.status(failures.getAndDecrement() > 0 ? 500 : 204).send());
        try (var dead = new Shop();
                var well = new Shop()) {
            dead.behaves(response -> Mono.never());
            endpoint(dead.url(), "order.changed");
            endpoint(well.url(), "order.changed");
            var endpoint = endpoint(shop.url(), "order.changed");
            var order = placed();
            for (var step = 1; step <= 3; step++) {
                outbox.append(Topic.ORDER_CHANGED, order, Map.of("step", step)).block(PATIENCE);
            }
            await().atMost(PATIENCE)
                    .until(() -> well.received().size() == 3 && shop.received().size() == 6);
            assertThat(steps(well)).containsExactly(1, 2, 3);
            assertThat(steps(shop)).containsExactly(1, 1, 1, 1, 2, 3);
            assertThat(shop.received().stream()
                            .limit(4)
                            .map(call -> call.header("webhook-id"))
                            .distinct())
                    .as("a repeat can be told by its id")
                    .hasSize(1);
            await().atMost(PATIENCE).until(() -> deliveries(endpoint).size() == 6);
            assertThat(deliveries(endpoint).stream().map(delivery -> delivery.get("attempt")))
                    .containsExactly(1, 1, 4, 3, 2, 1);
            assertThat(deliveries(endpoint).get(5))
                    .containsEntry("error", "http-500")
                    .containsEntry("status", 500);
            assertThat(found(endpoint, "failed=true")).isEqualTo(3);
            assertThat(found(endpoint, "failed=false&topic=order.changed")).isEqualTo(3);
            assertThat(found(endpoint, "topic=order.placed")).isZero();
        }
    }

    @Test
    void aShopThatIsGoneIsSwitchedOff() {
        shop.answers(410);
        var endpoint = endpoint(shop.url(), "order.placed");
        placed();
        await().atMost(PATIENCE)
                .until(() -> !get(endpoint).json().path("active").asBoolean());
        assertThat(get(endpoint).field("disabled_reason")).isEqualTo("gone");
        await().atMost(PATIENCE).until(() -> waiting(endpoint, "parked_at is not null") == 1);
        placed();
        assertThat(shop.received()).hasSize(1);
        var again = change(endpoint, Map.of("active", true));
        assertThat(again.json().path("active").asBoolean()).isTrue();
        assertThat(again.json().has("disabled_reason")).isFalse();
    }

    @Test
    void aShopThatFailsForDaysIsSwitchedOff() {
        shop.answers(503);
        var endpoint = endpoint(shop.url(), "order.placed");
        placed();
        await().atMost(PATIENCE).until(() -> get(endpoint).json().has("failing_since"));
        database.run(
                "update webhook_endpoints set failing_since = now() - interval '6 days' where id = $1", id(endpoint));
        placed(); // the first message may have had all its tries by now
        await().atMost(PATIENCE)
                .until(() -> !get(endpoint).json().path("active").asBoolean());
        assertThat(get(endpoint).field("disabled_reason")).isEqualTo("failing");
    }

    @Test
    void aNewSecretSignsBesideTheOldOneForAWhile() {
        var endpoint = endpoint(shop.url(), "order.placed");
        var rotated = call(HttpMethod.POST, path(endpoint) + "/rotate", "");
        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.field("secret")).startsWith("whsec_").isNotEqualTo(endpoint.field("secret"));
        placed();
        await().atMost(PATIENCE).until(() -> !shop.received().isEmpty());
        var both = shop.received().get(0);
        assertThat(signatures(both))
                .containsExactly(signed(both, rotated.field("secret")), signed(both, endpoint.field("secret")));
        database.run("update webhook_endpoints set previous_until = now() where id = $1", id(endpoint));
        placed();
        await().atMost(PATIENCE).until(() -> shop.received().size() == 2);
        var one = shop.received().get(1);
        assertThat(signatures(one)).containsExactly(signed(one, rotated.field("secret")));
    }

    /** An admin who rotates again, because the first new secret was lost, has not given it to all receivers yet. */
    @Test
    void everySecretOfADayGoesOnSigning() {
        var endpoint = endpoint(shop.url(), "order.placed");
        var first = call(HttpMethod.POST, path(endpoint) + "/rotate", "");
        var second = call(HttpMethod.POST, path(endpoint) + "/rotate", "");
        placed();
        await().atMost(PATIENCE).until(() -> !shop.received().isEmpty());
        var all = shop.received().get(0);
        assertThat(signatures(all))
                .containsExactly(
                        signed(all, second.field("secret")),
                        signed(all, first.field("secret")),
                        signed(all, endpoint.field("secret")));
        database.run("""
                update webhook_endpoints
                   set older_secrets = jsonb_set(older_secrets, '{0,until}', to_jsonb(now())) where id = $1""", id(endpoint));
        placed();
        await().atMost(PATIENCE).until(() -> shop.received().size() == 2);
        var two = shop.received().get(1);
        assertThat(signatures(two))
                .containsExactly(signed(two, second.field("secret")), signed(two, first.field("secret")));
    }

    @Test
    void rotationsAtOnceLoseNoSecretAndHaveAnEnd() {
        var endpoint = endpoint(shop.url(), "order.placed");
        var rotations = Api.atOnce(IntStream.range(0, 14)
                .mapToObj(time -> api.call(
                        HttpMethod.POST, path(endpoint) + "/rotate", "", headers -> headers.setBearerAuth(admin)))
                .toList());
        assertThat(rotations).filteredOn(answer -> answer.status() == 200).hasSize(11);
        assertThat(rotations)
                .filteredOn(answer -> answer.status() != 200)
                .hasSize(3)
                .allSatisfy(refused -> assertThat(refused.field("code")).isEqualTo("too-many-requests"));
        placed();
        await().atMost(PATIENCE).until(() -> !shop.received().isEmpty());
        var call = shop.received().get(0);
        var all = rotations.stream()
                .filter(answer -> answer.status() == 200)
                .map(answer -> signed(call, answer.field("secret")))
                .toList();
        assertThat(signatures(call)).containsAll(all).contains(signed(call, endpoint.field("secret")));
    }

    /** Without a pause a message is tried again after less than 100 ms, and the other order's at once. */
    @Test
    void anEndpointIsLeftAloneAsLongAsItSays() {
        endpoint(shop.url(), "order.placed");
        var pauses = new AtomicInteger(1);
        shop.behaves(response -> pauses.getAndDecrement() > 0
                ? response.status(503).header("Retry-After", "3").send()
                : response.send());
        placed();
        await().atMost(PATIENCE).until(() -> attempts() >= 1);
        placed();
        await().atMost(PATIENCE).until(() -> attempts() == 3);
        assertThat(database.count("""
                        select (extract(epoch from (select at from webhook_attempts order by at offset 1 limit 1)
                                                   - (select min(at) from webhook_attempts)) * 1000)::bigint""")).isGreaterThan(1500);
    }

    private long attempts() {
        return database.count("select count(*) from webhook_attempts");
    }

    @Test
    void aTestEventGoesToItsEndpointAloneSignedAndOnce() {
        var endpoint = endpoint(shop.url(), "order.changed");
        endpoint(shop.url().replace("/hook", "/other"), "order.placed", "order.changed", "payment.changed");
        var answer = call(HttpMethod.POST, "/api/v1/webhooks/" + endpoint.field("id") + "/test", "");
        assertThat(answer.status()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> deliveries(endpoint).size() == 1);
        var call = shop.received().get(0);
        assertThat(call.uri()).isEqualTo("/hook");
        assertThat(signatures(call)).containsExactly(signed(call, endpoint.field("secret")));
        assertThat(call.json().path("type").asString()).isEqualTo("webhook.test");
        assertThat(call.json().at("/data/endpoint_id").asString()).isEqualTo(endpoint.field("id"));
        assertThat(deliveries(endpoint).get(0))
                .containsEntry("topic", "webhook.test")
                .containsEntry("status", 200)
                .containsEntry("webhook_id", answer.field("delivery_id"));
        assertThat(call.header("webhook-id")).isEqualTo(answer.field("delivery_id"));
        await().atMost(PATIENCE).until(() -> waiting() == 0);
        assertThat(shop.received()).hasSize(1);
    }

    @Test
    void aTestThatFailsIsNeitherRepeatedNorADeadLetterAndGoesToAnEndpointThatIsOffAsWell() {
        var endpoint = endpoint(shop.url().replaceAll(":\\d+", ":1"), "order.placed");
        assertThat(call(HttpMethod.PATCH, path(endpoint), "{\"active\":false}").status())
                .isEqualTo(200);
        assertThat(call(HttpMethod.POST, "/api/v1/webhooks/" + endpoint.field("id") + "/test", "")
                        .status())
                .isEqualTo(202);
        await().atMost(PATIENCE).until(() -> deliveries(endpoint).size() == 1 && waiting() == 0);
        assertThat(deliveries(endpoint).get(0)).containsKey("error").containsEntry("attempt", 1);
        assertThat(call(HttpMethod.POST, "/api/v1/webhooks/" + UUID.randomUUID() + "/test", "")
                        .status())
                .isEqualTo(404);
    }

    private long waiting() {
        return database.count("select count(*) from outbox_deliveries where consumer like 'webhooks/%'");
    }

    @Test
    void aDeliveryCanBeSentOnceMore() {
        var endpoint = endpoint(shop.url(), "order.placed");
        placed();
        await().atMost(PATIENCE).until(() -> deliveries(endpoint).size() == 1);
        var delivery =
                path(endpoint) + "/deliveries/" + deliveries(endpoint).get(0).get("id");
        assertThat(call(HttpMethod.POST, delivery + "/redeliver", "").status()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> shop.received().size() == 2);
        assertThat(shop.received().get(1).header("webhook-id"))
                .isEqualTo(shop.received().get(0).header("webhook-id"));
        assertThat(call(HttpMethod.POST, path(endpoint) + "/deliveries/" + UUID.randomUUID() + "/redeliver", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theSecretIsShownOnceAndStoredNowhere() {
        var endpoint = endpoint(shop.url(), "order.placed");
        assertThat(endpoint.field("secret")).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(get(endpoint).json().has("secret")).isFalse();
        assertThat(call(HttpMethod.GET, ALL, "").body())
                .contains(id(endpoint).toString())
                .doesNotContain("whsec_");
        var secret = endpoint.field("secret").substring("whsec_".length());
        var hex = java.util.HexFormat.of().formatHex(Base64.getDecoder().decode(secret));
        assertThat(database.rows("select e::text as row from webhook_endpoints e")
                        .toString())
                .doesNotContain(secret)
                .doesNotContain(hex);
    }

    @Test
    void anEndpointIsChangedAndRemoved() {
        var endpoint = endpoint(shop.url(), "order.placed");
        var changed =
                change(endpoint, Map.of("url", "https://shop.example/other", "topics", List.of("payment.changed")));
        assertThat(changed.field("url")).isEqualTo("https://shop.example/other");
        assertThat(changed.json().path("topics").get(0).asString()).isEqualTo("payment.changed");
        assertThat(change(endpoint, Map.of("url", "ftp://shop.example")).status())
                .isEqualTo(400);
        assertThat(call(HttpMethod.DELETE, path(endpoint), "").status()).isEqualTo(204);
        assertThat(get(endpoint).status()).isEqualTo(404);
        assertThat(call(HttpMethod.DELETE, path(endpoint), "").status()).isEqualTo(404);
        assertThat(call(HttpMethod.GET, path(endpoint) + "/deliveries", "").status())
                .isEqualTo(404);
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        for (var url : List.of(
                "shop.example",
                "http://",
                "https://user:pass@shop.example/",
                "https://shop.example/#x",
                "https://shop.example:99999/",
                "javascript:alert(1)",
                "")) {
            assertThat(post(Map.of("url", url, "topics", List.of("order.placed")))
                            .status())
                    .as(url)
                    .isEqualTo(400);
        }
        var unknown = post(Map.of("url", shop.url(), "topics", List.of("order.placed", "order.deleted")));
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.json().at("/errors/0/field").asString()).isEqualTo("topics");
        assertThat(post(Map.of("url", shop.url(), "topics", List.of())).status())
                .isEqualTo(400);
    }

    private Answer endpoint(String url, String... topics) {
        var answer = post(Map.of("url", url, "topics", List.of(topics)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    private Answer post(Map<String, Object> body) {
        return call(HttpMethod.POST, ALL, JSON.writeValueAsString(body));
    }

    private Answer change(Answer endpoint, Map<String, Object> body) {
        return call(HttpMethod.PATCH, path(endpoint), JSON.writeValueAsString(body));
    }

    private Answer get(Answer endpoint) {
        return call(HttpMethod.GET, path(endpoint), "");
    }

    private Answer call(HttpMethod method, String path, String body) {
        return Api.answer(api.call(method, path, body, headers -> {
            headers.setBearerAuth(admin);
            if (!body.isEmpty()) {
                headers.setContentType(MediaType.APPLICATION_JSON);
            }
        }));
    }

    private List<Map<String, Object>> deliveries(Answer endpoint) {
        var items = call(HttpMethod.GET, path(endpoint) + "/deliveries?limit=100", "")
                .json()
                .path("items");
        return items.valueStream()
                .map(item ->
                        JSON.convertValue(item, new tools.jackson.core.type.TypeReference<Map<String, Object>>() {}))
                .toList();
    }

    private int found(Answer endpoint, String filter) {
        return call(HttpMethod.GET, path(endpoint) + "/deliveries?" + filter, "")
                .json()
                .path("items")
                .size();
    }

    private long waiting(Answer endpoint, String condition) {
        return database.count(
                "select count(*) from outbox_deliveries where consumer = $1 and " + condition,
                WebhookEndpoint.consumer(id(endpoint)));
    }

    private static String path(Answer endpoint) {
        return ALL + "/" + endpoint.field("id");
    }

    private static UUID id(Answer endpoint) {
        return UUID.fromString(endpoint.field("id"));
    }

    private UUID placed() {
        var phone = somePhone();
        return UUID.fromString(api.verify(api.session(phone), api.code(phone)).field("id"));
    }

    private static List<Integer> steps(Shop shop) {
        return shop.received().stream()
                .map(call -> call.json().at("/data/change/step").asInt())
                .toList();
    }

    private static List<String> signatures(Shop.Received call) {
        return List.of(call.header("webhook-signature").split(" ", -1));
    }

    private static String signed(Shop.Received call, String secret) {
        return WebhookSignature.of(
                List.of(Base64.getDecoder().decode(secret.substring("whsec_".length()))),
                call.header("webhook-id"),
                Long.parseLong(call.header("webhook-timestamp")),
                call.body());
    }
}
