package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

/** What a customer does in the demo shop, on a small phone. */
class ShopTests extends BrowserTest {

    private static final long MOST_BYTES = 60_000;

    private final String phone = Api.somePhone();

    @BeforeEach
    void phone() {
        browser.phone();
    }

    @Test
    void fromTheFirstPageToAPaidOrder() {
        expectComplaint("/dev/inbox.* 404"); // which people elsewhere may not read
        browser.open(at("/"));
        browser.click(".product:nth-child(1) button");
        assertThat(browser.bytesOfFiles()).isBetween(1L, MOST_BYTES);
        browser.click(".product:nth-child(1) button");
        browser.click(".product:nth-child(2) button");
        assertIsGood();
        browser.picture("shop");
        browser.click("a.button", "Cart");
        browser.see("h1", "Your cart");
        assertIsGood();
        browser.click("a.main");
        browser.type("#customer_name", "Rahim");
        browser.type("#phone_number", phone);
        browser.type("#address", "House 7, Road 3, Dhanmondi, Dhaka");
        browser.click("input[value=stripe]");
        assertIsGood();
        browser.click("main button.main");
        browser.see("#code");
        expectComplaint("/orders/verify .* 400");
        browser.type("#code", Api.wrong(api.code(phone)));
        browser.see("#code-error", "not right");
        assertIsGood();
        browser.picture("shop-code");
        browser.type("#code", api.code(phone));
        browser.click("main button", "Pay");
        browser.see("button", "Pay");
        browser.click("form[method=post] button", "Pay");
        browser.see("main", "Paid");
        assertIsGood();
        browser.picture("shop-order");
        assertThat(database.rows("select payment_status, customer_name from orders where phone = $1", phone))
                .containsExactly(Map.of("payment_status", "paid", "customer_name", "Rahim"));
    }

    @Test
    void theOrderIsLive() {
        var placed = placed(List.of("Lalsalu"));
        show(placed);
        browser.see("li[aria-current=step]", "Confirmed");
        var moved = Api.answer(api.call(
                HttpMethod.PATCH,
                "/api/v1/orders/" + placed.id() + "/status",
                "{\"status\":\"processing\"}",
                headers -> {
                    headers.setBearerAuth(accounts.vendor());
                    headers.set("Content-Type", "application/json");
                }));
        assertThat(moved.status()).isEqualTo(200);
        browser.see("li[aria-current=step]", "Being prepared");
        assertIsGood();
    }

    @Test
    void whatStrangersTypedIsNothingButText() {
        show(placed(Strangers.SCRIPTS));
        assertThat(browser.see("main table").getText()).contains(Strangers.SCRIPTS);
        assertThat(Strangers.traces(browser)).isEmpty();
        assertIsGood();
    }

    /** Shows an order as if it had been placed in this tab. */
    private void show(Placed order) {
        expectComplaint("/dev/inbox.* 404");
        browser.open(at("/"));
        browser.see(".product");
        browser.script(
                "sessionStorage.setItem('ordergate-shop-orders', arguments[0])",
                "{\"%s\": {\"access_token\": \"%s\", \"ends\": %d}}"
                        .formatted(order.id(), order.token(), System.currentTimeMillis() + 600_000));
        browser.driver().navigate().refresh();
        browser.script("location.hash = '#/order/' + arguments[0]", order.id().toString());
    }

    private Placed placed(List<String> titles) {
        var order = new LinkedHashMap<>(Api.someOrder(phone));
        order.put(
                "items",
                titles.stream()
                        .map(title -> Map.of("title", title, "unit_price", "1.00", "quantity", 1))
                        .toList());
        var session = api.post("/api/v1/orders/initiate", order);
        assertThat(session.status()).as(session.body()).isEqualTo(202);
        var placed = api.verify(session.field("session_token"), api.code(phone));
        return new Placed(
                UUID.fromString(placed.field("id")), placed.field("order_number"), placed.field("access_token"));
    }

    private void assertIsGood() {
        assertNoBarriers();
        assertFitsTheWidth();
    }

    @Override
    String at(String path) {
        var there = super.at(path);
        return there.startsWith("https") ? there : "https://" + Front.HOST + path;
    }
}
