package io.ordergate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** What is not understood moves no money. */
class MoneyBodyTests extends PaymentTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"all\": true}"})
    void everythingGoesBackWhenThatIsWhatTheBodySays(String body) {
        var order = paid();
        var answer = refund(order, body, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.field("amount")).isEqualTo("900.00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"amount\":\"\"}",
                "{\"amount\":\" \"}",
                "{\"amount\":null}",
                "{\"amount\":true}",
                "{\"amount\":[]}",
                "{\"amount\":[\"5.00\"]}",
                "{\"amount\":{}}",
                "{\"amount\":{\"value\":\"5.00\"}}",
                "{\"amount\":\"5,00\"}",
                "{\"amount\":\"five\"}",
                "{\"amount\":\"0x5\"}",
                "{\"amount\":\"1e2\"}",
                "{\"amount\":\"-5.00\"}",
                "{\"amount\":0}",
                "{\"amout\":\"5.00\"}",
                "{\"Amount\":\"5.00\"}",
                "{\"amount \":\"5.00\"}",
                "{\"refund\":{\"amount\":\"5.00\"}}",
                "{\"amount\":\"5.00\",\"curency\":\"INR\"}",
                "{\"amount\":\"5.00\",\"amount\":\"900.00\"}",
                "{\"all\":false}",
                "{\"all\":null}",
                "{\"all\":\"true\"}",
                "{\"all\":\"\"}",
                "{\"all\":1}",
                "{\"all\":true,\"amount\":\"5.00\"}",
                "{\"all\":false,\"amount\":\"5.00\"}",
                "{\"all\":true,\"amount\":null}",
                "[]",
                "[{\"amount\":\"5.00\"}]",
                "null",
                "5.00",
                "\"5.00\"",
                "true",
                "{\"amount\":\"5.00\"",
                "{} {\"amount\":\"5.00\"}",
            })
    void aRefundThatIsNotUnderstoodGivesNothingBack(String body) {
        var order = paid();
        var answer = refund(order, body, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.field("code")).isIn("invalid-request", "malformed-json");
        assertNothingWentBack(order);
    }

    @Test
    void anAmountInTheQueryIsRefused() {
        var order = paid();
        assertThat(refund(order, "", "?amount=5.00").field("code")).isEqualTo("invalid-request");
        assertThat(refund(order, "{\"all\":true}", "?amount=5.00").field("code"))
                .isEqualTo("invalid-request");
        assertNothingWentBack(order);
    }

    @Test
    void aFormIsNoJson() {
        var order = paid();
        var answer = Api.answer(api.call(HttpMethod.POST, order.path("/refund"), "amount=5.00", headers -> {
            headers.setBearerAuth(accounts.admin());
            headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
        }));
        assertThat(answer.status()).isEqualTo(415);
        assertNothingWentBack(order);
    }

    @Test
    void otherCallsThatMoveMoneyTakeNothingTheyWouldNotHonour() {
        var order = order("cash_on_delivery", "BDT", 90_000);
        for (var call : new String[] {"/payment", "/payment/collected"}) {
            for (var body : new String[] {"{\"amount\":\"5.00\"}", "{\"currency\":\"USD\"}", "[]", "null", "5"}) {
                assertThat(post(order.path(call), body, accounts.vendor()).status())
                        .as(call + body)
                        .isEqualTo(400);
            }
            assertThat(post(order.path(call) + "?amount=5.00", "", accounts.vendor())
                            .status())
                    .isEqualTo(400);
        }
        assertThat(database.count("select count(*) from payments where order_id = $1", order.id()))
                .isZero();
        assertThat(post(order.path("/payment"), "{}", order.token()).status()).isEqualTo(200);
        assertThat(post(order.path("/payment/collected"), "{}", accounts.vendor())
                        .field("status"))
                .isEqualTo("paid");
    }

    @Test
    void whatTheCheckoutDoesNotReturnIsRefused() {
        var order = cardOrder();
        var reference = started(order);
        var body = new java.util.HashMap<>(triple(reference, RAZORPAY.pays(reference, "captured")));
        body.put("amount", "1.00");
        assertThat(post(order.path("/payment/confirm"), body, order.token()).status())
                .isEqualTo(400);
        assertThat(orderShows(order)).isEqualTo("pending");
    }

    @Test
    void aMisspeltFindingRecordsNoRefund() {
        var order = cardOrder();
        var reference = started(order);
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(reference, "captured")));
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(reference, "captured")));
        var flag = database.rows(
                "select f.id from payment_flags f join payments p on p.id = f.payment_id where p.order_id = $1",
                order.id());
        var path = "/api/v1/payments/flagged/" + flag.get(0).get("id") + "/resolve";
        for (var body :
                new String[] {"{\"note\":\"Done\",\"refund\":true}", "{\"note\":\"Done\",\"refunded\":\"false\"}"}) {
            assertThat(post(path, body, accounts.admin()).status()).as(body).isEqualTo(400);
        }
        assertThat(flags(order)).containsExactly("second-capture");
        assertThat(post(path, Map.of("note", "Done"), accounts.admin()).status())
                .isEqualTo(200);
    }

    private Placed paid() {
        var order = cardOrder();
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(started(order), "captured")));
        return order;
    }

    private Answer refund(Placed order, String body, String query) {
        return post(order.path("/refund") + query, body, accounts.admin());
    }

    private void assertNothingWentBack(Placed order) {
        assertThat(database.count(
                        "select count(*) from refunds r join payments p on p.id = r.payment_id where p.order_id = $1",
                        order.id()))
                .isZero();
        assertThat(orderShows(order)).isEqualTo("paid");
    }
}
