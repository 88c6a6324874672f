package io.ordergate.ordering.price;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.notification.Shop;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Orders whose prices the shop's own service names. */
@IntegrationTest
@TestPropertySource(
        properties = {
            "ordergate.price.check-secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "ordergate.price.check-allow-private=true",
            "ordergate.price.check-timeout=30s"
        })
class ShopOrdersTests {

    private static final String INITIATE = "/api/v1/orders/initiate";
    private static final Shop SHOP = new Shop();

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @DynamicPropertySource
    static void shop(DynamicPropertyRegistry settings) {
        settings.add("ordergate.price.check-url", SHOP::url);
    }

    @AfterAll
    static void close() {
        SHOP.close();
    }

    @BeforeEach
    void usual() {
        answers("""
                {"currency": "BDT", "items": [{"product_id": "bk-1", "unit_price": "400.00", "title": "Lalsalu, first"}],
                 "lines": [{"kind": "delivery", "title": "Inside Dhaka", "amount": 60},
                           {"kind": "discount", "title": "Eid", "amount": "-10.50"}]}""");
    }

    @Test
    void pricesFeesAndDiscountsAreTheShops() {
        var phone = Api.somePhone();
        var started = api.post(INITIATE, order(phone, 2));
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        assertThat(started.field("total_amount")).isEqualTo("849.50");
        assertThat(started.field("delivery_amount")).isEqualTo("60.00");
        var placed = api.verify(started.field("session_token"), api.code(phone));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.field("price_source")).isEqualTo("shop");
        assertThat(placed.field("total_amount")).isEqualTo("849.50");
        assertThat(placed.json().path("items").findValuesAsString("title"))
                .containsExactly("Lalsalu, first", "Inside Dhaka", "Eid");
        var question = last();
        assertThat(question.json().at("/items/0/quantity").asInt()).isEqualTo(2);
        assertThat(question.json().at("/items/0/product_id").asString()).isEqualTo("bk-1");
        assertThat(question.json().path("country").asString()).isEqualTo("BD");
        assertThat(question.body()).doesNotContain(phone.substring(1)).doesNotContain("Rahim");
    }

    /** What is refused costs no text, so the limit of texts does not count it. */
    @Test
    void whoMakesTheShopBeAskedIsCounted() {
        answers("{\"refused\": \"Closed today.\"}");
        var first = api.post(INITIATE, order(Api.somePhone(), 1)).header("RateLimit");
        var second = api.post(INITIATE, order(Api.somePhone(), 1)).header("RateLimit");
        assertThat(first).startsWith("\"verify-address\"");
        assertThat(second).startsWith("\"verify-address\"").isNotEqualTo(first);
    }

    @Test
    void aRefusalIsToldInTheShopsWords() {
        answers("{\"refused\": \"We do not deliver on Fridays.\"}");
        var phone = Api.somePhone();
        var refused = api.post(INITIATE, order(phone, 1));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.field("code")).isEqualTo("price-refused");
        assertThat(refused.field("detail")).isEqualTo("We do not deliver on Fridays.");
        assertThat(api.texts(phone)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'currency': 'INR', 'items': [{'unit_price': '1.00'}]}",
                "{'currency': 'BDT', 'items': []}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1.00'}, {'unit_price': '1.00'}]}",
                "{'currency': 'BDT', 'items': [{'product_id': 'bk-2', 'unit_price': '1.00'}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1.001'}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '-1.00'}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1e999999999'}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': true}]}",
                "{'currency': 'BDT', 'items': [{}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '10000000000000'}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1.00', 'title': 'a\\u0000b'}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1.00', 'title': 7}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1.00'}], 'lines': {}}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1.00'}], 'lines': [{'kind': 'gift', 'title': 'x', 'amount': 1}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1.00'}], 'lines': [{'kind': 'fee', 'amount': 1}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1.00'}], 'lines': [{'kind': 'discount', 'title': 'x', 'amount': 1}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1.00'}], 'lines': [{'kind': 'fee', 'title': 'x', 'amount': -1}]}",
                "{'currency': 'BDT', 'items': [{'unit_price': '1.00'}], 'lines': [{'kind': 'discount', 'title': 'x', 'amount': -9}]}",
                "{'refused': ''}",
                "{'refused': {'a': 1}}",
            })
    void whatCannotBeTrueIsNoAnswer(String answer) {
        answers(answer.replace('\'', '"'));
        var phone = Api.somePhone();
        var refused = api.post(INITIATE, order(phone, 2));
        assertThat(refused.status()).as(refused.body()).isEqualTo(503);
        assertThat(refused.field("code")).isEqualTo("price-check-unavailable");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(api.texts(phone)).isEmpty();
    }

    @Test
    void aRepeatWithTheSameKeyAsksNobody() {
        var phone = Api.somePhone();
        var key = UUID.randomUUID().toString();
        var started = initiate(order(phone, 2), key);
        var asked = SHOP.received().size();
        answers("{\"currency\": \"BDT\", \"items\": [{\"unit_price\": \"999.00\"}]}");
        var again = initiate(order(phone, 2), key);
        assertThat(again.field("session_token")).isEqualTo(started.field("session_token"));
        assertThat(again.field("total_amount")).isEqualTo("849.50");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(initiate(order(phone, 3), key).field("code")).isEqualTo("idempotency-key-reused");
        assertThat(SHOP.received()).hasSize(asked);
        assertThat(api.texts(phone)).hasSize(1);
    }

    /** Even if the shop names another price to each. */
    @Test
    void manyWithTheSameKeyAreToldOnePrice() {
        var next = new AtomicInteger(100);
        SHOP.behaves(response -> response.sendString(Mono.fromSupplier(() ->
                "{\"currency\": \"BDT\", \"items\": [{\"unit_price\": \"" + next.getAndIncrement() + ".00\"}]}")));
        var phone = Api.somePhone();
        var key = UUID.randomUUID().toString();
        var answers = Api.atOnce(Stream.generate(
                        () -> api.posting(INITIATE, order(phone, 1), headers -> headers.set("Idempotency-Key", key)))
                .limit(12)
                .toList());
        assertThat(answers.stream().map(Answer::status)).containsOnly(202);
        assertThat(answers.stream().map(answer -> answer.field("total_amount")).collect(toSet()))
                .hasSize(1);
        assertThat(api.texts(phone)).hasSize(1);
        var placed = api.verify(answers.get(0).field("session_token"), api.code(phone));
        assertThat(placed.field("total_amount")).isEqualTo(answers.get(0).field("total_amount"));
    }

    @Test
    void aSessionIsChangedAtTheShopsPrice() {
        var phone = Api.somePhone();
        var session = api.post(INITIATE, order(phone, 2)).field("session_token");
        var smaller = order(phone, 1);
        smaller.put("session_token", session);
        var changed = api.post("/api/v1/orders/change", smaller);
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.field("total_amount")).isEqualTo("449.50");
        answers("{\"currency\": \"BDT\", \"items\": [{\"unit_price\": \"999.00\"}]}");
        assertThat(api.post("/api/v1/orders/change", smaller).status()).isEqualTo(400);
        assertThat(api.verify(session, api.code(phone)).field("total_amount")).isEqualTo("449.50");
    }

    @Test
    void staffAndEditsHaveTheShopsPrices() {
        var customer = accounts.account("customer");
        var key = UUID.randomUUID().toString();
        var before = SHOP.received().size();
        var placed = place(customer.token(), order(customer.phone(), 1), key);
        assertThat(placed.status()).as(placed.body()).isEqualTo(201);
        assertThat(placed.field("total_amount")).isEqualTo("449.50");
        assertThat(place(customer.token(), order(customer.phone(), 1), key).field("id"))
                .isEqualTo(placed.field("id"));
        assertThat(SHOP.received()).hasSize(before + 1);
        var path = "/api/v1/orders/" + placed.field("id");
        var edited = call(HttpMethod.PUT, path, order(customer.phone(), 2), customer.token());
        assertThat(edited.status()).as(edited.body()).isEqualTo(200);
        assertThat(edited.field("total_amount")).isEqualTo("849.50");
        answers("{\"refused\": \"No more than two.\"}");
        assertThat(call(HttpMethod.PUT, path, order(customer.phone(), 3), customer.token())
                        .field("code"))
                .isEqualTo("price-refused");
        answers("no JSON");
        assertThat(place(accounts.vendor(), order(customer.phone(), 1), "another")
                        .field("code"))
                .isEqualTo("price-check-unavailable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/orders", "/api/orders", INITIATE, "/orders", "/api/orders/create"})
    void everyRouteAsks(String path) {
        answers("{\"refused\": \"Closed today.\"}");
        var order = order(Api.somePhone(), 1);
        order.put("product_name", "Lalsalu");
        order.put("item", "Lalsalu");
        order.put("amount", 1);
        var answer = Api.answer(api.unchecked(HttpMethod.POST, path, json(order), headers -> {
            headers.setBearerAuth(accounts.customer());
            headers.setContentType(MediaType.APPLICATION_JSON);
        }));
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("price-refused");
    }

    private static void answers(String json) {
        SHOP.behaves(response -> response.sendString(Mono.just(json)));
    }

    private static Shop.Received last() {
        var all = SHOP.received();
        return all.get(all.size() - 1);
    }

    private Answer initiate(Map<String, Object> order, String key) {
        return api.post(INITIATE, order, headers -> headers.set("Idempotency-Key", key));
    }

    private Answer place(String token, Map<String, Object> order, String key) {
        return api.post("/api/v1/orders", order, headers -> {
            headers.setBearerAuth(token);
            headers.set("Idempotency-Key", key);
        });
    }

    private Answer call(HttpMethod method, String path, Object body, String token) {
        return Api.answer(api.call(method, path, json(body), headers -> {
            headers.setBearerAuth(token);
            headers.setContentType(MediaType.APPLICATION_JSON);
        }));
    }

    private static Map<String, Object> order(String phone, int quantity) {
        var order = new LinkedHashMap<>(Api.someOrder(phone));
        order.put("items", List.of(Map.of("product_id", "bk-1", "quantity", quantity)));
        return order;
    }

    private static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }
}
