package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.PaymentTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;
import org.springframework.test.context.TestPropertySource;

/**
 * The service as people see it, in a browser. After each test the console must be empty: no error, no warning, nothing that a
 * content policy has refused.
 */
@ExtendWith(BrowserTest.Evidence.class)
@TestPropertySource(
        properties = {
            "ordergate.order-link.enabled=true",
            "ordergate.order-link.public-url=https://" + Front.HOST,
            "ordergate.payment.public-url=https://" + Front.HOST,
            "ordergate.payment.return-url=https://" + Front.HOST + BrowserTest.RETURN,
            "ordergate.page.demo-shop=true",
            "ordergate.web.trusted-proxies=127.0.0.1"
        })
abstract class BrowserTest extends PaymentTest {

    static final String RETURN = "/?order_id={order_id}";

    private static final Pattern TEXT_NAME =
            Pattern.compile(">\\s*(console|shop|inbox|status|payment|problem)\\.[\\w.-]+\\s*<");

    private static final Front FRONT = new Front(STRIPE);
    private static Browser started;

    Browser browser;

    private final List<Pattern> expected = new ArrayList<>();

    /** Skips the tests, loudly, where no browser is installed. */
    @BeforeAll
    static void start() {
        var isInstalled = Browser.installed().isPresent();
        if (!isInstalled) {
            LoggerFactory.getLogger(BrowserTest.class)
                    .error("No Chromium with chromedriver is installed: tests of pages are SKIPPED");
        }
        Assumptions.assumeTrue(isInstalled, "no Chromium with chromedriver is installed");
        if (started == null) {
            started = Browser.start(FRONT);
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
        }
    }

    @BeforeEach
    void reset() {
        browser = started;
        FRONT.leadTo(api.port(), isBehindProxy() ? BehindProxy.PREFIX : "");
        browser.reset(at("").replace(BehindProxy.PREFIX, ""));
    }

    @AfterEach
    void theConsoleIsEmpty() {
        assertThat(browser.complaints(line ->
                        expected.stream().anyMatch(each -> each.matcher(line).find())))
                .isEmpty();
    }

    /** This test leads to complaints of the console like this, such as an answer 422 to what it typed. */
    void expectComplaint(String regex) {
        expected.add(Pattern.compile(regex));
    }

    /** Where a page of the service is. */
    String at(String path) {
        return (isBehindProxy() ? BehindProxy.URL : "http://localhost:" + api.port()) + path;
    }

    private boolean isBehindProxy() {
        return getClass().isAnnotationPresent(BehindProxy.class);
    }

    /** Somebody of this role signs in to the console, and sees how the day goes. */
    Staff signIn(String role) {
        var staff = Staff.of(role, api, database);
        browser.open(at("/console"));
        staff.signIn(browser);
        browser.see("h1", "Today");
        return staff;
    }

    /** An order that was paid by card, which staff find by its number. */
    Placed paidOrder() {
        var order = order("stripe", "USD", 90_000);
        database.run("update orders set search = lower(number) where id = $1", order.id());
        post(order.path("/payment"), Map.of(), order.token());
        STRIPE.pays(row("select reference from payments where order_id = $1", order)
                .get("reference")
                .toString());
        reconcile(order);
        assertThat(orderShows(order)).isEqualTo("paid");
        return order;
    }

    /** Nobody is kept from using the page, in light and in dark colours. */
    void assertNoBarriers() {
        assertThat(browser.driver().getPageSource())
                .as("names of texts that are missing")
                .doesNotContainPattern(TEXT_NAME);
        browser.light();
        assertThat(Axe.barriers(browser)).as("light").isEmpty();
        browser.dark();
        assertThat(Axe.barriers(browser)).as("dark").isEmpty();
        browser.light();
    }

    /** Nothing has to be pushed aside to be read. */
    void assertFitsTheWidth() {
        assertThat(browser.tooWide()).isEmpty();
    }

    /** A picture, the page and its console of a test that has failed. */
    static final class Evidence implements AfterTestExecutionCallback {

        @Override
        public void afterTestExecution(ExtensionContext context) {
            if (context.getExecutionException().isPresent() && started != null) {
                started.evidence(context.getRequiredTestClass().getSimpleName() + "."
                        + context.getRequiredTestMethod().getName());
            }
        }
    }
}
