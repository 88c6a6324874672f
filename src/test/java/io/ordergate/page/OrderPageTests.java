package io.ordergate.page;

import static io.ordergate.testing.Api.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ordergate.ordering.link.OrderLinks;
import io.ordergate.ordering.model.OrderPaymentStatus;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.payment.PaymentTest;
import io.ordergate.sms.text.TextTemplates;
import io.ordergate.support.http.Forms;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

/** The page of an order: who has the link sees and pays, and nobody else learns anything. */
@TestPropertySource(
        properties = {
            "ordergate.order-link.enabled=true",
            "ordergate.order-link.public-url=https://pay.example.test",
            "ordergate.page.tax-id=BIN 004 & <5>",
            "ordergate.sms.text.countries=BD:bn,IN:hi,KE:sw"
        })
class OrderPageTests extends PaymentTest {

    private static final String OTHER_PHONE = "+447400123456";

    @Autowired
    private OrderLinks links;

    @Autowired
    private TextTemplates texts;

    @AfterEach
    void recover() {
        STRIPE.instead.clear();
    }

    @Test
    void thePageShowsTheOrderAndNothingPersonal() {
        var order = order("cash_on_delivery", "USD", 123_400, OTHER_PHONE);
        database.run("update orders set customer_name = 'Rahim Uddin', note = 'Ring twice' where id = $1", order.id());
        var answer = page(order);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("<html lang=\"en\">", "Order #" + order.number(), "Lalsalu", "1234.00 USD", "Confirmed")
                .contains("To be paid on delivery", "+44740••••456", "BIN 004 &amp; &lt;5&gt;", "Pay with Stripe")
                .doesNotContain("Rahim", "House 7", "Ring twice", OTHER_PHONE, OTHER_PHONE.substring(1), "<script");
        assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(answer.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; style-src 'self';")
                .doesNotContain("unsafe", "script-src");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Robots-Tag")).startsWith("noindex");
    }

    @Test
    void jsonSaysTheSame() {
        var order = order("card", "USD", 500, OTHER_PHONE);
        database.run(
                "insert into order_items (order_id, position, kind, title, unit_price_minor, quantity)"
                        + " select $1::uuid, l.* from (values (1, 'discount', 'Sale', -50, 2), (2, 'delivery', 'Delivery', 100, 1)) as l",
                order.id());
        var json = get(path(order), headers -> headers.setAccept(List.of(MediaType.APPLICATION_JSON)));
        assertThat(json.json().path("items").valueStream())
                .extracting(line -> line.path("kind").asString() + " "
                        + line.path("line_total").asString())
                .containsExactly("item 5.00", "discount -1.00", "delivery 1.00");
        assertThat(json.field("order_number")).isEqualTo(order.number());
        assertThat(json.field("due_amount")).isEqualTo("5.00");
        assertThat(json.json().at("/payment_methods/0/method").asString()).isNotEmpty();
        assertThat(json.body()).doesNotContain(OTHER_PHONE, "House 7");
        var missing = get("/o/" + "0".repeat(39), headers -> headers.setAccept(List.of(MediaType.APPLICATION_JSON)));
        assertThat(missing.field("code")).isEqualTo("not-found");
    }

    @ParameterizedTest
    @CsvSource({
        "+8801700000009, Delivery (Inside Dhaka), ডেলিভারি (Inside Dhaka)",
        "+8801700000009, Delivery, ডেলিভারি",
        "+8801700000009, By rider, By rider",
        "+254700000009, Delivery (<b>), Usafirishaji (&lt;b&gt;)",
    })
    void theShopsDeliveryIsCalledByTheCustomersLanguage(String phone, String title, String shown) {
        var order = order("card", "USD", 500, phone);
        database.run(
                "insert into order_items (order_id, position, kind, title, unit_price_minor, quantity)"
                        + " values ($1::uuid, 1, 'delivery', $2, 100, 1)",
                order.id(),
                title);
        assertThat(page(order).body()).contains("<td dir=\"auto\">" + shown + "</td>");
    }

    @Test
    void thePageShowsTheParcel() {
        var order = order("stripe", "USD", 500, OTHER_PHONE);
        assertThat(page(order).body()).doesNotContain("<a ");
        database.run(
                "update orders set carrier = $1, tracking_number = $2, tracking_url = $3 where id = $4",
                "<b>Swift</b>",
                "DL 12",
                "https://parcel.example/t?a=1&b=2",
                order.id());
        assertThat(page(order).body())
                .contains("&lt;b&gt;Swift&lt;/b&gt;", "DL 12", "href=\"https://parcel.example/t?a=1&amp;b=2\"")
                .contains("noreferrer");
        var json = get(path(order), headers -> headers.setAccept(List.of(MediaType.APPLICATION_JSON)));
        assertThat(json.json().at("/parcel/tracking_number").asString()).isEqualTo("DL 12");
        database.run("update orders set tracking_url = 'javascript:alert(1)' where id = $1", order.id());
        assertThat(page(order).body()).doesNotContain("javascript");
    }

    @Test
    void noLineOfTheLogHasTheToken() {
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        var ours = (Logger) LoggerFactory.getLogger("io.ordergate");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        root.addAppender(lines);
        ours.setLevel(Level.DEBUG);
        var order = order("stripe", "USD", 500, OTHER_PHONE);
        try {
            page(order);
            pay(order, "stripe");
            pay(order, "no-such");
            missing(flipped(token(order)));
            database.force("delete from order_items where order_id = $1", order.id());
            assertThat(Api.answer(api.unchecked(HttpMethod.GET, path(order), "", headers -> {}))
                            .status())
                    .isEqualTo(500);
        } finally {
            database.force(
                    "insert into order_items (order_id, position, title, unit_price_minor, quantity)"
                            + " values ($1, 0, 'Lalsalu', 45000, 2)",
                    order.id());
            root.detachAppender(lines);
            ours.setLevel(null);
        }
        assertThat(lines.list).anyMatch(line -> line.getFormattedMessage().contains("A request failed"));
        assertThat(List.copyOf(lines.list)).noneMatch(line -> (line.getFormattedMessage() + line.getThrowableProxy())
                .contains(token(order).substring(0, 20)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+8801712345678 bn", "+919876543210 hi", "+254712345678 sw", "+447400123456 en"})
    void thePageIsInTheLanguageOfTheTexts(String phoneAndLanguage) {
        var words = phoneAndLanguage.split(" ", -1);
        var answer = page(order("stripe", "USD", 500, words[0]));
        assertThat(answer.body())
                .contains("<html lang=\"" + words[1] + "\">", texts.text("page.total", words[1], Map.of()));
    }

    @Test
    void everyStatusHasWords() {
        for (var language : List.of("en", "bn", "hi", "sw")) {
            Arrays.stream(OrderStatus.values())
                    .forEach(status -> assertThat(texts.text("page.status." + status.id(), language, Map.of()))
                            .isNotBlank());
            Arrays.stream(OrderPaymentStatus.values())
                    .forEach(status -> assertThat(texts.text("page.payment." + status.id(), language, Map.of()))
                            .isNotBlank());
            Arrays.stream(Note.values())
                    .forEach(note -> assertThat(texts.text("page.note." + note.id(), language, Map.of()))
                            .isNotBlank());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "'><svg/onload=alert(1)>",
                "</td></table></main><form action=//evil>",
                "</style><style>*{display:none}",
                "<!--",
                "&lt;script&gt;",
                "%s %n %1$s",
                "<a href='javascript:alert(1)'>x</a>",
                "<meta http-equiv=refresh content='0;url=//evil'>",
                "<base href=//evil>",
                "{shop} {number}"
            })
    void whatCustomersTypedIsNeverHtml(String title) {
        var order = order("stripe", "USD", 500, OTHER_PHONE);
        var plain = page(order).body();
        database.run("update order_items set title = $1 where order_id = $2", title, order.id());
        var body = page(order).body();
        assertThat(tags(body)).isEqualTo(tags(plain));
        assertThat(body).contains(org.springframework.web.util.HtmlUtils.htmlEscape(title, "UTF-8"));
    }

    private static List<String> tags(String html) {
        return java.util.regex.Pattern.compile("<[^>]*>")
                .matcher(html)
                .results()
                .map(java.util.regex.MatchResult::group)
                .toList();
    }

    @Test
    void everyLinkThatLeadsNowhereIsAnsweredAlike() {
        var order = order("stripe", "USD", 500, OTHER_PHONE);
        var token = token(order);
        var bodies = new HashSet<String>();
        for (var forged : List.of(
                "x",
                "guessed",
                flipped(token),
                "0".repeat(39),
                token.toLowerCase(java.util.Locale.ROOT),
                token + "0")) {
            bodies.add(missing(forged));
        }
        bodies.add(missing(token(links.of(UUID.randomUUID()))));
        database.run("update orders set phone = null, address = null where id = $1", order.id());
        bodies.add(missing(token));
        assertThat(bodies).singleElement().asString().contains("This page is not there");
        assertThat(post(token, "stripe", headers -> {}).status())
                .as("after an erasure")
                .isEqualTo(404);
    }

    private String missing(String token) {
        var answer = get("/o/" + token, headers -> {});
        assertThat(answer.status()).as(token).isEqualTo(404);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(post(token, "stripe", headers -> {}).body()).isEqualTo(answer.body());
        return answer.body();
    }

    private static String flipped(String token) {
        return token.substring(0, 38) + (token.endsWith("a") ? 'b' : 'a');
    }

    @Test
    void fromTheLinkToAPaidOrder() {
        var order = order("cash_on_delivery", "USD", 90_000, OTHER_PHONE);
        var sent = pay(order, "stripe");
        var session = row("select reference from payments where order_id = $1", order)
                .get("reference")
                .toString();
        assertThat(sent.header("Location"))
                .isEqualTo(STRIPE.session(session).path("url").asString());
        var cookie = sent.header(HttpHeaders.SET_COOKIE);
        assertThat(cookie)
                .containsIgnoringCase("HttpOnly")
                .contains("Secure", "SameSite=None", "Path=/payments/return/");

        STRIPE.pays(session);
        var back = "/payments/return/stripe?result=success&payment=" + payment(order);
        var home = get(back, headers -> headers.set(HttpHeaders.COOKIE, cookie.substring(0, cookie.indexOf(';'))));
        assertThat(home.status()).isEqualTo(303);
        assertThat(home.header("Location")).isEqualTo(links.url(token(order)));

        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(page(order).body()).contains("Paid").doesNotContain("<form");
        assertThat(shown(order).field("payment_method")).as("how it was paid").isEqualTo("stripe");
        assertThat(pay(order, "stripe").header("Location")).isEqualTo(links.url(token(order)));
    }

    @Test
    void whoComesBackWithoutTheTokenIsNotGivenIt() {
        var order = order("stripe", "USD", 90_000, OTHER_PHONE);
        var other = order("stripe", "USD", 90_000, OTHER_PHONE);
        pay(order, "stripe");
        var back = "/payments/return/stripe?result=cancel&payment=" + payment(order);
        for (var cookie : List.of(
                "x=y",
                "order-" + order.id() + "=" + token(other),
                "order-" + order.id() + "=" + flipped(token(order)))) {
            var answer = get(back, headers -> headers.set(HttpHeaders.COOKIE, cookie));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain(token(order)).contains("Payment:");
        }
    }

    @Test
    void twentyFormsAtOnceBeginOnePayment() {
        var order = order("card", "USD", 90_000, OTHER_PHONE);
        var answers = atOnce(IntStream.range(0, 20)
                .mapToObj(call -> posting(token(order), "stripe", headers -> {}))
                .toList());
        assertThat(answers).allMatch(answer -> answer.status() == 303);
        assertThat(answers)
                .extracting(answer -> answer.header("Location"))
                .containsOnly(STRIPE.session(row("select reference from payments where order_id = $1", order)
                                .get("reference")
                                .toString())
                        .path("url")
                        .asString());
        assertThat(database.count("select count(*) from payments where order_id = $1", order.id()))
                .isEqualTo(1);
    }

    /** Razorpay's page takes a form alone: this service's page has it, and it goes to Razorpay and nowhere else. */
    @Test
    void razorpayIsOpenedByItsForm() {
        var order = order("card", "USD", 90_000, OTHER_PHONE);
        var answer = Api.answer(posting(token(order), "card", headers -> {}));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        var reference = row("select reference from payments where order_id = $1", order)
                .get("reference")
                .toString();
        assertThat(answer.body())
                .contains("action=\"" + RAZORPAY.url() + "/checkout/embedded\"")
                .contains("name=\"order_id\" value=\"" + reference + "\"")
                .contains("name=\"amount\" value=\"90000\"")
                .contains("/payments/return/razorpay\"")
                .doesNotContain("<script", OTHER_PHONE, token(order));
        assertThat(answer.header("Content-Security-Policy"))
                .contains("form-action " + RAZORPAY.url() + ";")
                .doesNotContain("https:", "'self' https");
        assertThat(Api.answer(posting(token(order), "card", headers -> {})).body())
                .as("one payment, however often")
                .contains(reference);
        assertThat(page(order).header("Content-Security-Policy")).contains("form-action 'self' https:;");
        var cookie = answer.header("Set-Cookie").replaceFirst(";.*", "");
        var form = Forms.encode(triple(reference, RAZORPAY.pays(reference, "captured")));
        var back = Api.answer(api.unchecked(HttpMethod.POST, "/payments/return/razorpay", form, headers -> {
            headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
            headers.set("Cookie", cookie);
        }));
        assertThat(back.status()).isEqualTo(303);
        assertThat(back.header("Location")).endsWith("/o/" + token(order));
        assertThat(orderShows(order)).isEqualTo("paid");
    }

    @Test
    void whoGivesUpAtRazorpayComesBackToThePage() {
        var order = order("card", "USD", 90_000, OTHER_PHONE);
        var answer = Api.answer(posting(token(order), "card", headers -> {}));
        var cookie = answer.header("Set-Cookie").replaceFirst(";.*", "");
        var payment = row("select id from payments where order_id = $1", order).get("id");
        var path = "/payments/return/razorpay?payment=" + payment + "&result=cancel";
        assertThat(answer.body()).contains(path.replace("&", "&amp;"));
        var back = get(path, headers -> headers.set("Cookie", cookie));
        assertThat(back.status()).isEqualTo(303);
        assertThat(back.header("Location")).endsWith("/o/" + token(order));
        assertThat(page(order).body()).contains("Pay with Stripe", "Pay with Razorpay");
    }

    @Test
    void afterAFailedAttemptAnotherMethodCanBeTaken() {
        var order = order("bkash", "USD", 90_000, OTHER_PHONE);
        pay(order, "stripe");
        database.run("update payments set status = 'failed', reason = 'declined' where order_id = $1", order.id());
        var sent = pay(order, "sslcommerz");
        assertThat(sent.header("Location")).startsWith("http").doesNotContain("/o/");
        assertThat(database.count("select count(*) from payments where order_id = $1", order.id()))
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeBegunIsSaidOnThePage() {
        var order = order("stripe", "USD", 90_000, OTHER_PHONE);
        for (var method : List.of("cash_on_delivery", "nagad", "", "no-such", "<script>")) {
            assertThat(pay(order, method).header("Location")).as(method).endsWith("?note=failed");
        }
        assertThat(get(path(order) + "?note=failed", headers -> {}).body())
                .contains("could not be started")
                .contains("<form");
        assertThat(get(path(order) + "?note=<script>", headers -> {}).body()).doesNotContain("class=\"note\"");
        assertThat(database.count("select count(*) from payments where order_id = $1", order.id()))
                .isZero();
    }

    @Test
    void aPromptOnThePhoneLeadsBackToThePage() {
        var order = order("mpesa", "KES", 90_000, "+254708374149");
        assertThat(pay(order, "mpesa").header("Location")).isEqualTo(links.url(token(order)) + "?note=phone");
        assertThat(row("select status from payments where order_id = $1", order).get("status"))
                .isEqualTo("pending");
    }

    @Test
    void cancelledAndFreeOrdersHaveNothingToPay() {
        var free = order("stripe", "USD", 0, OTHER_PHONE);
        assertThat(page(free).body()).contains("Paid").doesNotContain("<form");
        assertThat(pay(free, "stripe").header("Location")).isEqualTo(links.url(token(free)));
        var cancelled = order("stripe", "USD", 500, OTHER_PHONE);
        cancel(cancelled);
        assertThat(page(cancelled).body()).contains("Cancelled").doesNotContain("<form");
        assertThat(pay(cancelled, "stripe").header("Location")).isEqualTo(links.url(token(cancelled)));
    }

    @Test
    void aBrowserThatTellsNoOriginMayPay() {
        var order = order("stripe", "USD", 500, OTHER_PHONE);
        var sent = post(token(order), "stripe", headers -> headers.set(HttpHeaders.ORIGIN, "null"));
        assertThat(sent.status()).isEqualTo(303);
        var json = Api.answer(api.unchecked(
                HttpMethod.POST,
                path(order) + "/payments",
                "{}",
                headers -> headers.setContentType(MediaType.APPLICATION_JSON)));
        assertThat(json.status()).isEqualTo(415);
    }

    @Test
    void noMetricHasTheToken() {
        var order = order("stripe", "USD", 500, OTHER_PHONE);
        page(order);
        pay(order, "stripe");
        assertThat(meters.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().toString()).doesNotContain(token(order)))
                .anySatisfy(
                        meter -> assertThat(meter.getId().getTags().toString()).contains("/o/{token}/payments"));
    }

    private String payment(Placed order) {
        return row("select id from payments where order_id = $1", order)
                .get("id")
                .toString();
    }

    private String token(Placed order) {
        return token(links.of(order.id()));
    }

    private static String token(String url) {
        return URI.create(url).getPath().substring("/o/".length());
    }

    private String path(Placed order) {
        return "/o/" + token(order);
    }

    private Answer page(Placed order) {
        return get(path(order), headers -> {});
    }

    private Answer get(String path, Consumer<HttpHeaders> headers) {
        return Api.answer(api.call(HttpMethod.GET, path.replace("<", "%3C").replace(">", "%3E"), "", headers));
    }

    private Answer pay(Placed order, String method) {
        var answer = post(token(order), method, headers -> {});
        assertThat(answer.status()).as(answer.body()).isEqualTo(303);
        return answer;
    }

    private Answer post(String token, String method, Consumer<HttpHeaders> headers) {
        return Api.answer(posting(token, method, headers));
    }

    private Mono<Answer> posting(String token, String method, Consumer<HttpHeaders> headers) {
        return api.unchecked(
                HttpMethod.POST,
                "/o/" + token + "/payments",
                Forms.encode(Map.of("method", method)),
                headers.andThen(all -> all.setContentType(MediaType.APPLICATION_FORM_URLENCODED)));
    }
}
