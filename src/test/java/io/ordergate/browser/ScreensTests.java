package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
        expectComplaint("(second-factor|invitations).* 404");
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

    private void open(Screen screen) {
        browser.script("location.hash = arguments[0]", screen.hash);
        browser.see("h1", screen.title);
        browser.until("all of " + screen, () -> browser.none(".loading"));
    }
}
