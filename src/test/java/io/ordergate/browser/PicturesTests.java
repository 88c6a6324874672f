package io.ordergate.browser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.test.context.TestPropertySource;

/** Makes the pictures of the documents anew, with samples of a month: {@code mvn -Pquick test -Dtest=PicturesTests -Dpages.write=true}. */
@EnabledIfSystemProperty(named = "pages.write", matches = "true")
@TestPropertySource(properties = "ordergate.dev.seed-demo=true")
class PicturesTests extends BrowserTest {

    @Test
    void theShop() {
        browser.phone();
        browser.open(at("/"));
        browser.click(".product:nth-child(1) button");
        browser.click(".product:nth-child(2) button");
        browser.see(".product:nth-child(2)", "1 in the cart");
        browser.write("shop");
    }

    @Test
    void theConsole() {
        browser.screen(1100, 740, false);
        browser.until("samples of this day", () -> database.count("select count(*) from orders") > 300);
        signIn("admin");
        browser.see(".figure", "Orders placed");
        browser.until("all parts", () -> browser.none(".loading"));
        browser.write("console");
    }
}
