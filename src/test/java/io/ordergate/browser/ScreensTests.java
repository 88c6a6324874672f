package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** Every screen of the console's menu: nobody is kept from using it, it fits a phone, and strangers' scripts do not run in it. */
class ScreensTests extends BrowserTest {

    private static final long MOST_BYTES = 150_000;

    private record Screen(String hash, String title) {}

    private List<Screen> menu;

    @BeforeEach
    void signIn() {
        signIn("admin");
        menu = browser.driver().findElements(By.cssSelector("nav a")).stream()
                .map(link -> new Screen(link.getDomAttribute("href"), link.getText()))
                .toList();
    }

    @Test
    void nobodyIsKeptFromUsingOne() {
        for (var screen : menu) {
            open(screen);
            assertNoBarriers();
            assertFitsTheWidth();
            browser.picture("screen" + screen.hash.replaceAll("\\W", "-"));
        }
    }

    @Test
    void eachFitsAPhone() {
        browser.phone();
        for (var screen : menu) {
            open(screen);
            assertFitsTheWidth();
        }
        assertNoBarriers();
    }

    @Test
    void allOfThemTogetherAreSmall() {
        menu.forEach(this::open);
        assertThat(browser.bytesOfFiles()).isLessThan(MOST_BYTES);
    }

    @Test
    void whatStrangersTypedIsNothingButText() {
        var id = UUID.randomUUID();
        database.run("delete from prices"); // the oldest are on the first page: those of other tests
        database.run(
                "update users set name = $1 where id = $2",
                Strangers.SCRIPTS.get(0),
                accounts.account("vendor").id());
        for (var script : Strangers.SCRIPTS) {
            database.run(
                    "insert into prices (product_id, currency, amount_minor, title, active, version) values ($1, 'BDT', 1, $2, true, 1)",
                    script.substring(0, Math.min(script.length(), 64)),
                    script);
            database.run(
                    "insert into webhook_endpoints (id, url, topics, active, key_id, disabled_reason) values ($1, $2, '{}', false, $3, $4)",
                    UUID.randomUUID(),
                    script,
                    id.toString(),
                    script);
        }
        try {
            for (var screen : menu) {
                open(screen);
                if (List.of("#/people", "#/prices", "#/webhooks").contains(screen.hash)) {
                    browser.see("main", Strangers.SCRIPTS.get(0));
                }
                assertThat(Strangers.traces(browser)).as(screen.title).isEmpty();
                assertFitsTheWidth();
            }
        } finally {
            database.run("delete from prices");
            database.run("delete from webhook_endpoints where key_id = $1", id.toString());
        }
    }

    private void open(Screen screen) {
        browser.script("location.hash = arguments[0]", screen.hash);
        browser.see("h1", screen.title);
        browser.until("all of " + screen, () -> browser.none(".loading"));
    }
}
