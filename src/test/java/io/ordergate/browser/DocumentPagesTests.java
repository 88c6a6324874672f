package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The pages of documentation, of which we have made the frame and others the rest. */
class DocumentPagesTests extends BrowserTest {

    @Test
    void swaggerUiShowsTheContract() {
        browser.open(local("/docs"));
        browser.see("#swagger-ui .opblock");
        assertNoBarriers("#swagger-ui");
    }

    @Test
    void redocShowsTheContract() {
        expectComplaint("cdn\\.redoc\\.ly"); // Redoc wants its logo from there, and does not get it
        browser.open(local("/redoc"));
        browser.see("redoc [data-section-id]");
        assertNoBarriers("redoc");
    }

    @Test
    void problemsAreExplained() {
        browser.phone();
        browser.open(local("/problems"));
        browser.see("h1");
        assertNoBarriers();
        assertFitsTheWidth();
        assertThat(browser.driver().getTitle()).isNotBlank();
    }
}
