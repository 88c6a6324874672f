package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The browser of the tests notices what it is there for. */
class BrowserTests extends BrowserTest {

    @Test
    void aScriptThatRunsIsNoticed() {
        expectComplaint("A script of a stranger ran");
        browser.open("data:text/html,<title>x</title><img src=x onerror=alert(1)>");
        browser.until("a complaint", () -> !browser.complaints(line -> false).isEmpty());
        assertThat(Strangers.traces(browser)).hasSize(1);
    }

    @Test
    void barriersAreNoticed() {
        browser.open(
                "data:text/html,<title>x</title><main><h1 style='color:%23ccc;background:%23fff'>Pale</h1></main>");
        assertThat(Axe.barriers(browser))
                .anyMatch(barrier -> barrier.startsWith("html-has-lang"))
                .anyMatch(barrier -> barrier.startsWith("color-contrast"));
    }

    @Test
    void whatIsTooWideIsNoticed() {
        browser.phone();
        browser.open("data:text/html,<meta name=viewport content='width=device-width'><p style='width:400px'>Wide");
        assertThat(browser.tooWide()).hasSize(1);
    }
}
