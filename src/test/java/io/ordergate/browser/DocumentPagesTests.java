package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The pages of documentation, of which we have made the frame and others the rest. */
class DocumentPagesTests extends BrowserTest {

    @Test
    void swaggerUiShowsTheContract() {
        browser.open(at("/docs"));
        browser.see("#swagger-ui .opblock");
        expectComplaint("/orders/resend-code .* 4"); // its example is no session
        browser.click(
                ".opblock-summary",
                "/orders/resend-code"); // Swagger UI shows the first calls, and others as one scrolls
        browser.click(".opblock.is-open .try-out__btn");
        browser.click(".opblock.is-open .execute");
        browser.see(".live-responses-table .response-col_status", "4");
        browser.script("document.querySelector('#swagger-ui').innerHTML = '<main><h1>API</h1></main>'"); // not ours
        assertNoBarriers();
    }

    @Test
    void redocShowsTheContract() {
        expectComplaint("cdn\\.redoc\\.ly"); // Redoc wants its logo from there, and does not get it
        browser.open(at("/redoc"));
        browser.see("redoc [data-section-id]");
        browser.script(
                "document.querySelector('redoc').innerHTML = '<h1>API</h1>'"); // too large to be looked at, and not
        // ours
        assertNoBarriers();
    }

    @Test
    void problemsAreExplained() {
        browser.phone();
        browser.open(at("/problems"));
        browser.see("h1", "Problems");
        assertNoBarriers();
        assertFitsTheWidth();
        browser.click("a[href$='/wrong-code']");
        browser.until("one problem", () -> browser.driver().getCurrentUrl().endsWith("/problems/wrong-code"));
        assertNoBarriers();
    }

    /** Otherwise the page would have neither styles nor scripts. */
    @Test
    void aSlashAtTheEndOfAnAddressIsTakenAway() {
        browser.open(at("/console/#/orders"));
        browser.see("input[name=email]");
        assertThat(browser.driver().getCurrentUrl()).isEqualTo(at("/console#/sign-in?next=%2Forders"));
        browser.open(at("/problems/wrong-code/"));
        browser.see("h1");
        assertThat(browser.driver().getCurrentUrl()).isEqualTo(at("/problems/wrong-code"));
    }
}
