package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import org.junit.jupiter.api.Test;

/** What developers see on their own machine: the texts of the demo shop, beside it and on a page of their own. */
class DevelopmentTests extends BrowserTest {

    private final String phone = Api.somePhone();

    @Test
    void theCodeIsTakenFromThePhoneBesideTheShop() {
        browser.phone();
        browser.open(at("/"));
        browser.click(".product:nth-child(3) button");
        browser.click("a.button", "Cart");
        browser.click("a.main");
        browser.type("#phone_number", phone);
        browser.type("#address", "House 7, Road 3, Dhanmondi, Dhaka");
        browser.click("input[value=cash_on_delivery]");
        browser.click("main button.main");
        browser.see(".phone .bubble", "code");
        assertNoBarriers();
        assertFitsTheWidth();
        browser.click(".phone button", "Use");
        browser.see("li[aria-current=step]", "Confirmed");
        assertThat(database.count("select count(*) from orders where phone = $1", phone))
                .isEqualTo(1);
    }

    @Test
    void theInboxIsLive() {
        browser.phone();
        browser.open(at("/dev/inbox?phone=" + phone.replace("+", "%2B")));
        browser.see("h1");
        api.session(phone);
        browser.see(".bubble", api.code(phone));
        assertNoBarriers();
        assertFitsTheWidth();
    }
}
