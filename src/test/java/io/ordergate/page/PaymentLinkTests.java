package io.ordergate.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.PaymentTest;
import io.ordergate.sms.text.SmsLength;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Sms;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;

/** Staff text a customer the link; the customer pays from it. */
@Import(Sms.class)
@TestPropertySource(
        properties = {
            "ordergate.order-link.enabled=true",
            "ordergate.order-link.public-url=https://pay.example.test",
            "ordergate.sms.providers=scripted",
            "ordergate.notification.phone-day=3"
        })
class PaymentLinkTests extends PaymentTest {

    private static final String BASE = "https://pay.example.test";

    @Autowired
    private Sms sms;

    private final String phone = Api.somePhone();

    @AfterEach
    void recover() {
        sms.refuse(false);
    }

    @Test
    void fromTheTextsLinkToAPaidOrder() {
        var order = order("cash_on_delivery", "USD", 90_000, phone);
        var staff = accounts.account("vendor");
        assertThat(send(order, staff.token()).status()).isEqualTo(202);

        var text = sms.lastText(phone);
        assertThat(text)
                .startsWith("Pay 900.00 USD for your order #" + order.number() + " at Ordergate: " + BASE + "/o/");
        assertThat(SmsLength.of(text)).isEqualTo(new SmsLength("gsm7", 1));
        assertThat(database.rows(
                        "select actor_id, detail ->> 'order' as number from security_events where event = 'payment-link-sent' and actor_id = $1",
                        staff.id()))
                .singleElement()
                .satisfies(event -> assertThat(event).containsEntry("number", order.number()));

        var page = text.substring(text.indexOf(BASE) + BASE.length());
        assertThat(api.get(page).body()).contains("900.00 USD", "Pay with Stripe");
        var sent = Api.answer(api.unchecked(
                HttpMethod.POST,
                page + "/payments",
                "method=stripe",
                headers -> headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED)));
        assertThat(sent.status()).isEqualTo(303);
        var payment = row("select id, reference from payments where order_id = $1", order);
        STRIPE.pays(payment.get("reference").toString());
        var cookie = sent.header(HttpHeaders.SET_COOKIE);
        var back = Api.answer(api.call(
                HttpMethod.GET,
                "/payments/return/stripe?result=success&payment=" + payment.get("id"),
                "",
                headers -> headers.set(HttpHeaders.COOKIE, cookie.substring(0, cookie.indexOf(';')))));
        assertThat(back.header("Location")).isEqualTo(BASE + page);
        assertThat(api.get(page).body()).contains("Paid").doesNotContain("<form");
        assertThat(orderShows(order)).isEqualTo("paid");

        assertThat(send(order, staff.token()).field("code")).isEqualTo("order-not-payable");
        assertThat(sms.textsTo(phone)).isEqualTo(1);
    }

    @Test
    void onlyWhereSomethingCanBePaid() {
        var staff = accounts.vendor();
        var cancelled = order("stripe", "USD", 500, phone);
        cancel(cancelled);
        assertThat(send(cancelled, staff).field("code")).isEqualTo("order-not-payable");
        assertThat(send(order("stripe", "USD", 0, phone), staff).field("code")).isEqualTo("order-not-payable");
        var erased = order("stripe", "USD", 500, phone);
        database.run("update orders set phone = null, address = null where id = $1", erased.id());
        assertThat(send(erased, staff).field("code")).isEqualTo("order-not-payable");
        assertThat(Api.answer(api.call(
                                HttpMethod.POST,
                                "/api/v1/orders/" + UUID.randomUUID() + "/payment-link",
                                "",
                                headers -> headers.setBearerAuth(staff)))
                        .status())
                .isEqualTo(404);
        assertThat(sms.textsTo(phone)).isZero();
    }

    @Test
    void aPhoneThatNobodyHasProvenIsSentNoLink() {
        var order = order("stripe", "USD", 500, phone);
        database.run(
                "update orders set customer_id = $1 where id = $2",
                accounts.account("customer").id(),
                order.id());
        assertThat(send(order, accounts.vendor()).field("code")).isEqualTo("order-not-payable");
        assertThat(sms.textsTo(phone)).isZero();
    }

    @Test
    void aPhoneGetsSoManyTextsADay() {
        var order = order("stripe", "USD", 500, phone);
        var staff = accounts.vendor();
        sms.refuse(true);
        assertThat(send(order, staff).status()).as("not counted").isEqualTo(503);
        sms.refuse(false);
        for (var text = 0; text < 3; text++) {
            assertThat(send(order, staff).status()).isEqualTo(202);
        }
        var refused = send(order, staff);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(sms.textsTo(phone)).isEqualTo(3);
    }

    private Answer send(Placed order, String token) {
        return Api.answer(
                api.call(HttpMethod.POST, order.path("/payment-link"), "", headers -> headers.setBearerAuth(token)));
    }
}
