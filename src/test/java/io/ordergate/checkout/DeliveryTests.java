package io.ordergate.checkout;

import static io.ordergate.testing.Api.someOrder;
import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.SignedIn;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A shop with a table of delivery fees adds delivery to what its customers order. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.order.delivery-fees=dhaka:60 BDT free from 2000;BD:120 BDT")
class DeliveryTests {

    private static final String INITIATE = "/api/v1/orders/initiate";

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Test
    void theCustomerIsToldAndChargedForDelivery() {
        var phone = somePhone();
        var started = api.post(INITIATE, with(someOrder(phone), "delivery_zone", "dhaka"));
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        assertThat(started.field("delivery_amount")).isEqualTo("60.00");
        assertThat(started.field("total_amount")).isEqualTo("960.00");
        assertThat(api.texts(phone)).singleElement().asString().contains("960.00 BDT", "2 items");

        var placed = api.verify(started.field("session_token"), api.code(phone));
        assertThat(placed.status()).as(placed.body()).isEqualTo(201);
        assertDelivery(placed.json(), "Delivery (dhaka)", "60.00", "960.00");
        var read = api.get("/api/v1/orders/" + placed.field("id"), placed.field("access_token"));
        assertDelivery(read.json(), "Delivery (dhaka)", "60.00", "960.00");
    }

    @Test
    void aRepeatIsToldTheSame() {
        var phone = somePhone();
        var first = api.initiate(phone, "delivery-" + phone);
        var second = api.initiate(phone, "delivery-" + phone);
        assertThat(first.field("delivery_amount")).isEqualTo("120.00").isEqualTo(second.field("delivery_amount"));
        assertThat(second.field("session_token")).isEqualTo(first.field("session_token"));
    }

    @Test
    void aChangeOfTheOrderComputesDeliveryAnew() {
        var people = new SignedIn(api, database);
        var token = accounts.account("customer").token();
        var content = SignedIn.content("Lalsalu", "delivery_zone", "dhaka", "phone_number", "+8801700000001");
        var order = people.place(token, content);
        assertDelivery(order, "Delivery (dhaka)", "60.00", "960.00");

        content.put("items", List.of(Map.of("title", "Lalsalu", "unit_price", "500", "quantity", 4)));
        var free = people.send(HttpMethod.PUT, SignedIn.path(order), content, token);
        assertDelivery(free.json(), "Delivery (dhaka)", "0.00", "2000.00");

        content.remove("delivery_zone");
        var elsewhere = people.send(HttpMethod.PUT, SignedIn.path(order), content, token);
        assertDelivery(elsewhere.json(), "Delivery (BD)", "120.00", "2120.00");
        assertThat(database.count(
                        "select count(*) from order_items where order_id = $1::uuid",
                        order.path("id").asString()))
                .isEqualTo(2);
    }

    @Test
    void noClientNamesItsOwnDeliveryOrAZoneThatThereIsNot() {
        var own = with(
                someOrder(somePhone()),
                "items",
                List.of(
                        Map.of("title", "Lalsalu", "unit_price", "450.00"),
                        Map.of("kind", "delivery", "title", "Courier", "unit_price", "1.00")));
        assertThat(refused(api.post(INITIATE, own))).isEqualTo("items[1].kind");
        assertThat(refused(api.post(INITIATE, with(someOrder(somePhone()), "delivery_zone", "sylhet"))))
                .isEqualTo("delivery_zone");
        assertThat(refused(api.post(INITIATE, someOrder("+14155552671")))).isEqualTo("delivery_zone");
    }

    @Test
    void clientsOfTheBookShopAreChargedAsTheyAreShown() {
        var phone = somePhone();
        var order = with(someOrder(phone), "total_amount", 900);
        order.put("books", order.remove("items"));
        var started = api.post("/orders/initiate", order);
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        assertThat(started.json().path("total_amount").decimalValue()).isEqualByComparingTo("1020");
        assertThat(started.json().has("delivery_amount")).isFalse();

        var placed = api.post(
                        "/orders/verify",
                        Map.of("session_token", started.field("session_token"), "pin_code", api.code(phone)))
                .json();
        assertThat(placed.path("total_amount").decimalValue()).isEqualByComparingTo("1020");
        assertThat(placed.path("books").path(1).path("price").decimalValue()).isEqualByComparingTo("120");
        assertThat(placed.path("books").path(1).has("kind")).isFalse();
    }

    @Test
    void whatIsNotShippedHasNoDelivery() {
        var people = new SignedIn(api, database);
        var order = people.send(
                HttpMethod.POST,
                "/api/orders/create/",
                Map.of("item", "Lalsalu", "amount", "450.00"),
                accounts.account("customer").token());
        assertThat(order.status()).as(order.body()).isEqualTo(201);
        assertThat(order.field("total_amount")).isEqualTo("450.00");
    }

    private static void assertDelivery(JsonNode order, String title, String amount, String total) {
        var lines = order.path("items").valueStream().toList();
        var line = lines.get(lines.size() - 1);
        assertThat(line.path("kind").asString()).isEqualTo("delivery");
        assertThat(line.path("title").asString()).isEqualTo(title);
        assertThat(line.path("line_total").asString()).isEqualTo(amount);
        assertThat(order.path("total_amount").asString()).isEqualTo(total);
    }

    private static String refused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        return answer.json().path("errors").path(0).path("field").asString();
    }

    private static Map<String, Object> with(Map<String, Object> order, String field, Object value) {
        var changed = new HashMap<>(order);
        changed.put(field, value);
        return changed;
    }
}
