package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WindowType;

/** A day of the shop's staff in the console. */
class ConsoleTests extends BrowserTest {

    @Test
    void staffSignInAndSeeToday() {
        var staff = Staff.of("admin", api, database);
        browser.open(at("/console"));
        browser.see("input[name=email]");
        assertNoBarriers();
        staff.signIn(browser);
        browser.see("h1", "Today");
        browser.see(".figure", "Orders placed");
        browser.until("all parts", () -> browser.none(".loading"));
        assertNoBarriers();
        assertFitsTheWidth();
        browser.picture("console");
        browser.phone();
        assertFitsTheWidth();
        assertNoBarriers();
        assertThat(browser.script("const name = document.querySelector('.bar .brand');"
                        + "return name.innerText.trim() + (name.scrollWidth > name.clientWidth ? ' is cut' : '')"))
                .isEqualTo("Ordergate");
    }

    @Test
    void daysOfAnotherZoneAreCalledThoseOfUtc() {
        browser.zone("Asia/Dhaka");
        signIn("admin");
        browser.see("main p", "UTC. Today began at 6:00");
        for (var screen : List.of("#/funnel", "#/texts", "#/orders?from=2026-01-01")) {
            browser.open(at("/console" + screen));
            browser.see("main p", "UTC. Today began at 6:00");
        }
    }

    @Test
    void aWrongPasswordIsSaid() {
        expectComplaint("auth/login.* 401");
        browser.open(at("/console"));
        new Staff("nobody@example.com", "admin").signIn(browser);
        browser.see("[role=alert]");
        assertNoBarriers();
    }

    @Test
    void theListOfOrdersIsLive() {
        signIn("vendor");
        browser.click("nav a", "Orders");
        browser.see(".live", "Live");
        var phone = Api.somePhone();
        place(phone);
        browser.see("tr.fresh", phone);
        assertNoBarriers();
        browser.picture("orders");
        var first = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        browser.open(at("/console#/orders?phone=" + phone.replace("+", "%2B")));
        browser.click("td a");
        browser.click("button.main", "Start preparing");
        browser.see(".tag", "In preparation");
        browser.driver().switchTo().window(first);
        browser.see("tr.fresh", "In preparation");
    }

    @Test
    void anOrderIsFoundShippedAndPartlyRefunded() {
        var order = paidOrder();
        signIn("admin");
        browser.click("nav a", "Orders");
        browser.type("input[name=q]", order.number());
        browser.click("form[role=search] button[type=submit]");
        browser.click("td a", order.number());
        browser.click("button.main", "Start preparing");
        browser.click("button.main", "Ship");
        browser.type("dialog input[name=carrier]", "Swift");
        browser.type("dialog input[name=tracking_number]", "DL 12");
        assertNoBarriers();
        browser.click("dialog button.main");
        browser.see(".parcel", "DL 12");
        browser.click(".money button", "Give money back");
        browser.type("dialog input[name=amount]", "100.50");
        browser.click("dialog button.danger");
        browser.see(".timeline", "100.50");
        assertNoBarriers();
        browser.phone();
        assertFitsTheWidth();
        browser.picture("order");
    }

    @Test
    void whatStrangersTypedIsNothingButText() {
        for (var script : Strangers.SCRIPTS) {
            var order = order("stripe", "USD", 90_000);
            database.run("update order_items set title = $1 where order_id = $2", script, order.id());
            database.run(
                    "update orders set (customer_name, note, address, status_reason, carrier) = ($1, $2, $3, $4, $5) where id = $6",
                    script,
                    script,
                    script,
                    script,
                    script,
                    order.id());
        }
        signIn("vendor");
        browser.click("nav a", "Orders");
        browser.until("all", () -> browser.see("main").getText().contains(Strangers.SCRIPTS.get(0)));
        assertThat(browser.see("main").getText()).contains(Strangers.SCRIPTS);
        assertThat(Strangers.traces(browser)).isEmpty();
        for (var row = 0; row < Strangers.SCRIPTS.size(); row++) {
            browser.open(at("/console#/orders"));
            browser.click("tbody tr:nth-child(" + (row + 1) + ") td a");
            browser.see(".timeline li");
            assertThat(Strangers.traces(browser)).isEmpty();
        }
    }

    private void place(String phone) {
        var session = api.session(phone);
        assertThat(api.verify(session, api.code(phone)).status()).isEqualTo(201);
    }
}
