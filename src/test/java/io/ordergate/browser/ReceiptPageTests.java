package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.link.OrderLinks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The page of an order behind its link, on a phone: paying there, and the receipt. */
class ReceiptPageTests extends BrowserTest {

    @Autowired
    private OrderLinks links;

    @BeforeEach
    void phone() {
        browser.phone();
    }

    @Test
    void fromTheLinkToAReceipt() {
        var order = order("cash_on_delivery", "USD", 90_000, "+447400123456");
        browser.open(links.of(order.id()));
        browser.see("h1", order.number());
        assertNoBarriers();
        assertFitsTheWidth();
        browser.click("button", "Stripe");
        browser.click("button", "Pay");
        browser.see(".status", "Paid");
        assertThat(browser.driver().getCurrentUrl()).startsWith("https://" + Front.HOST + "/o/");
        assertThat(orderShows(order)).isEqualTo("paid");
        assertNoBarriers();
        assertFitsTheWidth();
        browser.picture("receipt");
    }

    @Test
    void aLinkThatLeadsNowhereIsExplained() {
        expectComplaint("404");
        browser.open("https://" + Front.HOST + "/o/" + "0".repeat(39));
        browser.see("h1", "not there");
        assertNoBarriers();
        assertFitsTheWidth();
    }

    @Test
    void whatStrangersTypedIsNothingButText() {
        var order = order("stripe", "USD", 90_000, "+447400123456");
        for (var script : Strangers.SCRIPTS) {
            database.run(
                    "insert into order_items (order_id, position, title, unit_price_minor, quantity)"
                            + " select $1::uuid, count(*), $2, 0, 1 from order_items where order_id = $1::uuid",
                    order.id(),
                    script,
                    order.id());
        }
        database.run(
                "update orders set carrier = $1, tracking_number = $2 where id = $3",
                Strangers.SCRIPTS.get(0),
                Strangers.SCRIPTS.get(1),
                order.id());
        browser.open(links.of(order.id()));
        var text = browser.see("main").getText();
        assertThat(text).contains(Strangers.SCRIPTS);
        assertThat(Strangers.traces(browser)).isEmpty();
        assertNoBarriers();
        assertFitsTheWidth();
    }
}
