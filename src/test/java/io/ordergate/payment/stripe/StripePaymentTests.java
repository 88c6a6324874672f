package io.ordergate.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.param.checkout.SessionCreateParams;
import io.ordergate.payment.FakeStripe;
import io.ordergate.payment.PaymentTest;
import io.ordergate.payment.StubServer;
import io.ordergate.payment.StubServer.Reply;
import io.ordergate.support.http.Forms;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Stripe Checkout: every order of browser, webhook, query and repeat, and everything that may be wrong with them. */
class StripePaymentTests extends PaymentTest {

    @AfterEach
    void recover() {
        STRIPE.instead.clear();
        STRIPE.refundStatus = "succeeded";
    }

    @Test
    void theSessionIsTheOneThatStripesOwnClientWouldMake() {
        var order = usdOrder();
        var action = start(order).json().path("next_action");
        assertThat(action.path("type").asString()).isEqualTo("redirect");
        var session = session(order);
        assertThat(action.path("url").asString())
                .isEqualTo(STRIPE.session(session).path("url").asString());
        var call = STRIPE.server.received("/checkout/sessions").stream()
                .filter(each -> each.body().contains(order.number()))
                .findFirst()
                .orElseThrow();
        var sent = Forms.decode(call.body());
        var id = payment(order);
        var back = "https://pay.example.test/payments/return/stripe?payment=" + id + "&result=";
        var expected = SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.PAYMENT)
                .addLineItem(SessionCreateParams.LineItem.builder()
                        .setQuantity(1L)
                        .setPriceData(SessionCreateParams.LineItem.PriceData.builder()
                                .setCurrency("usd")
                                .setUnitAmount(1_999L)
                                .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                                        .setName("Order " + order.number())
                                        .build())
                                .build())
                        .build())
                .setSuccessUrl(back + "success")
                .setCancelUrl(back + "cancel")
                .setClientReferenceId(id)
                .putMetadata("payment", id)
                .setPaymentIntentData(SessionCreateParams.PaymentIntentData.builder()
                        .putMetadata("payment", id)
                        .setDescription("Order " + order.number())
                        .build())
                .setExpiresAt(Long.parseLong(sent.get("expires_at")))
                .build();
        var fields = new TreeMap<String, String>();
        flatten("", expected.toMap(), fields);
        assertThat(sent).containsExactlyInAnyOrderEntriesOf(fields);
        assertThat(Instant.ofEpochSecond(Long.parseLong(sent.get("expires_at"))))
                .isBetween(Instant.now().plusSeconds(31 * 60), Instant.now().plusSeconds(24 * 3600));
        assertThat(call.header("Idempotency-Key")).startsWith(id);
        assertThat(call.header("Content-Type")).isEqualTo(Forms.TYPE);
    }

    @ParameterizedTest
    @CsvSource({
        "W, 1",
        "B, 1",
        "J, 1",
        "WB, 1",
        "BW, 1",
        "WW, 1",
        "UW, 1",
        "WU, 1",
        "EW, 1",
        "WE, 1",
        "FWJ, 1",
        "WFEUJB, 1"
    })
    void whateverComesFirstThereIsOnePayment(String news, long expected) {
        var order = started();
        var intent = STRIPE.pays(session(order));
        var paid = STRIPE.session(session(order));
        var unpaid = paid.deepCopy().put("payment_status", "unpaid");
        for (var each : news.split("", -1)) {
            switch (each) {
                case "W" -> assertTaken(FakeStripe.event("checkout.session.completed", paid));
                case "U" -> assertTaken(FakeStripe.event("checkout.session.completed", unpaid));
                case "F" -> assertTaken(FakeStripe.event("checkout.session.async_payment_failed", unpaid));
                case "E" ->
                    assertTaken(FakeStripe.event(
                            "checkout.session.expired", unpaid.deepCopy().put("status", "expired")));
                case "B" -> assertThat(back(order, "success").status()).isEqualTo(200);
                case "J" -> reconcile(order);
                default -> {}
            }
        }
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(paidPayments(order)).isEqualTo(expected);
        assertThat(published(order).stream().filter("paid"::equals)).hasSize(1);
        assertThat(row("select transaction_id from payments where order_id = $1", order))
                .containsEntry("transaction_id", intent);
        assertThat(flags(order)).isEmpty();
    }

    @Test
    void ofManyEventsAndReturnsAtOnceOneCounts() {
        var order = started();
        STRIPE.pays(session(order));
        var calls = new ArrayList<Mono<Answer>>();
        for (var number = 0; number < 30; number++) {
            var body = FakeStripe.event(
                    "evt_" + order.id() + number % 5, "checkout.session.completed", STRIPE.session(session(order)));
            calls.add(sending(body, FakeStripe.signature(body, Instant.now(), FakeStripe.SECRET)));
        }
        calls.addAll(Collections.nCopies(20, api.call(HttpMethod.GET, path(order, "success"), "", headers -> {})));
        assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 200);
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(paidPayments(order)).isEqualTo(1);
        assertThat(published(order)).containsExactly("paid");
    }

    @Test
    void aForgedOldOrTamperedEventChangesNothing() {
        var order = started();
        STRIPE.pays(session(order));
        var body = FakeStripe.event("checkout.session.completed", STRIPE.session(session(order)));
        var now = Instant.now();
        for (var signature : List.of(
                FakeStripe.signature(body, now, "whsec_guessed"),
                FakeStripe.signature(body, now.minusSeconds(3600), FakeStripe.SECRET),
                FakeStripe.signature(body, now.plusSeconds(3600), FakeStripe.SECRET),
                FakeStripe.signature(body + " ", now, FakeStripe.SECRET),
                "")) {
            var answer = Api.answer(sending(body, signature));
            assertThat(answer.status()).as(signature).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("whsec");
        }
        assertThat(orderShows(order)).isEqualTo("pending");
    }

    @Test
    void bothSecretsAreHonouredDuringAChange() {
        for (var secrets :
                List.of(new String[] {FakeStripe.OLD_SECRET}, new String[] {"whsec_next", FakeStripe.SECRET})) {
            var order = started();
            STRIPE.pays(session(order));
            var body = FakeStripe.event("checkout.session.completed", STRIPE.session(session(order)));
            assertThat(Api.answer(sending(body, FakeStripe.signature(body, Instant.now(), secrets)))
                            .status())
                    .isEqualTo(200);
            assertThat(orderShows(order)).isEqualTo("paid");
        }
    }

    @Test
    void whatConcernsNobodyHereIsPassedOver() {
        var order = started();
        STRIPE.pays(session(order));
        var session = STRIPE.session(session(order));
        assertTaken(FakeStripe.event("checkout.session.completed", session).replace("\"event\"", "\"v2.core.event\""));
        assertTaken(FakeStripe.event("checkout.session.completed", session)
                .replace("\"livemode\":false", "\"livemode\":true"));
        assertTaken(FakeStripe.event(
                "checkout.session.completed", session.deepCopy().put("id", "cs_test_other")));
        assertTaken(FakeStripe.event("payment_intent.succeeded", session));
        assertTaken("{}");
        assertThat(orderShows(order)).isEqualTo("pending");
        assertThat(Api.answer(sending("x".repeat(300_000), "t=1,v1=0")).status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({"1998, usd, wrong-amount", "1999, eur, wrong-currency", "199900, jpy, wrong-currency"})
    void anotherAmountIsFlaggedAndDoesNotCount(long amount, String currency, String reason) {
        var order = started();
        STRIPE.pays(session(order));
        var session = STRIPE.session(session(order)).put("amount_total", amount).put("currency", currency);
        assertTaken(FakeStripe.event("checkout.session.completed", session));
        back(order, "success");
        assertThat(paidPayments(order)).isZero();
        assertThat(flags(order)).containsExactly(reason);
    }

    @Test
    void anAmountThatIsMissingDoesNotCount() {
        var order = started();
        STRIPE.pays(session(order));
        STRIPE.session(session(order)).putNull("amount_total");
        back(order, "success");
        assertThat(paidPayments(order)).isZero();
        assertThat(flags(order)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"KWD, 1501", "UGX, 5000", "USD, 100000000"})
    void whatStripeCannotExpressIsNotOffered(String currency, long minor) {
        var order = order("stripe", currency, minor);
        var answer = start(order);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.field("code")).isEqualTo("payment-method-unavailable");
        assertThat(database.count("select count(*) from payments where order_id = $1", order.id()))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"JPY, 500, 500", "KWD, 1500, 1500", "ISK, 5, 500"})
    void everyKindOfCurrencyIsPaidExactly(String currency, long minor, long units) {
        var order = order("stripe", currency, minor);
        start(order);
        assertThat(STRIPE.session(session(order)).path("amount_total").asLong()).isEqualTo(units);
        STRIPE.pays(session(order));
        back(order, "success");
        assertThat(orderShows(order)).isEqualTo("paid");
        post(order.path("/refund"), "", accounts.admin());
        assertThat(orderShows(order)).isEqualTo("refunded");
    }

    @Test
    void silenceOfStripeLeavesNothingToPayAndTheNextTryIsAnotherOne() {
        var order = usdOrder();
        var silent = new AtomicBoolean(true);
        STRIPE.instead.put("/checkout/sessions", call -> silent.getAndSet(false) ? Reply.silence() : null);
        assertThat(start(order).status()).isEqualTo(503);
        assertThat(start(order).status()).isEqualTo(200);
        assertThat(STRIPE.server.received("/checkout/sessions").stream()
                        .filter(call -> call.body().contains(order.number()))
                        .map(call -> call.header("Idempotency-Key")))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void anAmountBelowTheMinimumIsRefusedOnce() {
        var order = order("stripe", "USD", 10);
        STRIPE.instead.put(
                "/checkout/sessions",
                call -> FakeStripe.error(400, "invalid_request_error", "amount_too_small", "At least $0.50"));
        assertThat(start(order).field("code")).isEqualTo("payment-refused");
        assertThat(start(order).status()).isEqualTo(422);
        assertThat(post(order.path("/payment"), "", accounts.vendor()).field("provider_reason"))
                .isEqualTo("At least $0.50");
        assertThat(database.count("select count(*) from payments where order_id = $1", order.id()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_request_error",
        "403, invalid_request_error",
        "429, invalid_request_error",
        "500, api_error",
        "400, idempotency_error"
    })
    void anOutageIsNoRefusal(int status, String type) {
        var order = usdOrder();
        STRIPE.instead.put("/checkout/sessions", call -> FakeStripe.error(status, type, "c", "m"));
        assertThat(start(order).status()).isEqualTo(503);
        STRIPE.instead.clear();
        assertThat(start(order).status()).isEqualTo(200);
    }

    @Test
    void aLostWebhookIsMadeUpForByAsking() {
        var order = started();
        STRIPE.pays(session(order));
        STRIPE.instead.put("/checkout/sessions", call -> Reply.of(503, ""));
        back(order, "success");
        assertThat(status(order)).isEqualTo("pending");
        STRIPE.instead.clear();
        reconcile(order);
        assertThat(status(order)).isEqualTo("paid");
    }

    @Test
    void whoGivesUpClosesTheSessionAndMayTryAgain() {
        var order = started();
        var first = session(order);
        back(order, "cancel");
        assertThat(status(order)).isEqualTo("failed");
        assertThat(STRIPE.session(first).path("status").asString()).isEqualTo("expired");
        start(order);
        assertThat(session(order)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "meanwhile"})
    void aHintThatSaysCancelledIsNotBelieved(String when) {
        var order = started();
        if (when.equals("before")) {
            STRIPE.pays(session(order));
        } else {
            STRIPE.instead.put("/expire", call -> {
                STRIPE.pays(session(order));
                return FakeStripe.error(400, "invalid_request_error", "", "not open");
            });
        }
        back(order, "cancel");
        assertThat(status(order)).isEqualTo("paid");
    }

    @Test
    void aHintThatSaysSuccessIsNotBelieved() {
        var order = started();
        back(order, "success");
        assertThat(status(order)).isEqualTo("pending");
        assertThat(api.get("/payments/return/stripe?result=success&payment=" + UUID.randomUUID())
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/payments/return/stripe?result=success&payment=x").status())
                .isEqualTo(400);
    }

    @Test
    void aBankThatIsLateIsWaitedFor() {
        var order = started();
        var intent = STRIPE.pays(session(order));
        var session = STRIPE.session(session(order)).put("payment_status", "unpaid");
        STRIPE.intent(intent).put("status", "processing");
        assertTaken(FakeStripe.event("checkout.session.completed", session));
        reconcile(order);
        assertThat(status(order)).isEqualTo("pending");
        STRIPE.intent(intent).put("status", "requires_payment_method");
        reconcile(order);
        assertThat(status(order)).isEqualTo("failed");
        assertTaken(
                FakeStripe.event("checkout.session.async_payment_succeeded", session.put("payment_status", "paid")));
        assertThat(status(order)).as("a bank that is late").isEqualTo("paid");
    }

    @Test
    void anEventBeforeThePaymentIsStartedIsRepeated() {
        var order = usdOrder();
        var early = new ArrayList<Integer>();
        STRIPE.instead.put("/checkout/sessions", call -> {
            var session = earlySession(Forms.decode(call.body()).get("client_reference_id"));
            early.add(send(FakeStripe.event("checkout.session.completed", session))
                    .status());
            return null;
        });
        assertThat(start(order).status()).isEqualTo(200);
        assertThat(early).containsExactly(409);
    }

    @Test
    void aPaymentThatIsNotNeededIsRefunded() {
        var order = started();
        var intent = STRIPE.pays(session(order));
        cancel(order);
        assertTaken(FakeStripe.event("checkout.session.completed", STRIPE.session(session(order))));
        reconcile(order);
        assertThat(STRIPE.refundsOf(intent)).hasSize(1);
        assertThat(orderShows(order)).isEqualTo("refunded");
    }

    @Test
    void aPartGoesBackAndThenTheRest() {
        var order = paid();
        assertThat(post(order.path("/refund"), Map.of("amount", "5.00"), accounts.admin())
                        .field("status"))
                .isEqualTo("settled");
        assertThat(orderShows(order)).isEqualTo("partially_refunded");
        assertThat(post(order.path("/refund"), "", accounts.admin()).field("amount"))
                .isEqualTo("14.99");
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertThat(post(order.path("/refund"), "", accounts.admin()).field("code"))
                .isEqualTo("not-refundable");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void silenceOfARefundIsResolvedByLookingForIt(boolean made) {
        var order = paid();
        var lost = new AtomicBoolean();
        STRIPE.instead.put("/refunds", call -> {
            if (lost.getAndSet(true)) {
                return null;
            }
            if (made) {
                STRIPE.refunds(intent(order), 1_999, "succeeded", refund(order));
            }
            return Reply.silence();
        });
        assertThat(post(order.path("/refund"), "", accounts.admin()).field("status"))
                .isEqualTo("pending");
        reconcile(order);
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertThat(STRIPE.refundsOf(intent(order))).hasSize(1);
    }

    @Test
    void aRefundThatIsPendingIsToldByAnEventInAnyOrder() {
        var order = paid();
        STRIPE.refundStatus = "pending";
        assertThat(post(order.path("/refund"), "", accounts.admin()).field("status"))
                .isEqualTo("pending");
        var refund = STRIPE.refundsOf(intent(order)).get(0);
        var created = FakeStripe.event("refund.created", refund.deepCopy());
        var settled = FakeStripe.event("refund.updated", refund.put("status", "succeeded"));
        for (var body : List.of(settled, created, settled, settled)) {
            assertTaken(body);
        }
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertTaken(
                FakeStripe.event("refund.failed", refund.put("status", "failed").put("failure_reason", "declined")));
        assertThat(flags(order)).as("a failure after the success").containsExactly("refund-failed");
    }

    @Test
    void refundsOfTheDashboardCountHoweverTheyAreTold() {
        for (var told : List.of("refund", "charge", "job")) {
            var order = paid();
            var refund = STRIPE.refunds(intent(order), 500, "succeeded", "");
            switch (told) {
                case "refund" -> assertTaken(FakeStripe.event("refund.created", refund));
                case "charge" -> assertTaken(FakeStripe.event("charge.refunded", STRIPE.charge(intent(order))));
                default -> reconcile(order);
            }
            assertThat(shown(order).field("refunded_amount")).as(told).isEqualTo("5.00");
            assertTaken(FakeStripe.event("refund.updated", refund));
            assertTaken(FakeStripe.event("charge.refunded", STRIPE.charge(intent(order))));
            assertThat(shown(order).field("refunded_amount")).as(told).isEqualTo("5.00");
        }
    }

    @Test
    void aRefundThatIsToldOfBeforeItsPaymentIsRecordedWithIt() {
        var order = started();
        var intent = STRIPE.pays(session(order));
        var refund = STRIPE.refunds(intent, 1_999, "succeeded", "");
        assertTaken(FakeStripe.event("refund.created", refund));
        assertThat(orderShows(order)).isEqualTo("refunded");
        STRIPE.instead.put("/checkout/sessions", call -> Reply.of(503, ""));
        assertThat(send(FakeStripe.event("refund.created", refund.deepCopy().put("payment_intent", "pi_other")))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aDisputeIsFlagged() {
        var order = paid();
        var dispute = STRIPE.refunds(intent(order), 0, "needs_response", "").put("amount", 1_999);
        assertTaken(FakeStripe.event("charge.dispute.created", dispute));
        assertTaken(FakeStripe.event("charge.dispute.updated", dispute));
        assertThat(flags(order)).containsExactly("disputed");
        assertThat(orderShows(order)).isEqualTo("paid");
    }

    private static void flatten(String name, Map<String, Object> map, Map<String, String> fields) {
        map.forEach((key, value) -> flattenValue(name.isEmpty() ? key : name + "[" + key + "]", value, fields));
    }

    @SuppressWarnings("unchecked")
    private static void flattenValue(String name, Object value, Map<String, String> fields) {
        if (value instanceof Map<?, ?> map) {
            flatten(name, (Map<String, Object>) map, fields);
        } else if (value instanceof List<?> list) {
            for (var index = 0; index < list.size(); index++) {
                flattenValue(name + "[" + index + "]", list.get(index), fields);
            }
        } else {
            fields.put(name, value.toString());
        }
    }

    private static ObjectNode earlySession(String paymentId) {
        return StubServer.JSON
                .createObjectNode()
                .put("id", "cs_test_early")
                .put("payment_status", "paid")
                .put("client_reference_id", paymentId);
    }

    private Placed usdOrder() {
        return order("stripe", "USD", 1_999);
    }

    private Placed started() {
        var order = usdOrder();
        assertThat(start(order).status()).isEqualTo(200);
        return order;
    }

    private Placed paid() {
        var order = started();
        STRIPE.pays(session(order));
        back(order, "success");
        assertThat(status(order)).isEqualTo("paid");
        return order;
    }

    private String session(Placed order) {
        return newest("reference", order);
    }

    private String intent(Placed order) {
        return newest("transaction_id", order);
    }

    private String payment(Placed order) {
        return newest("id", order);
    }

    private String newest(String column, Placed order) {
        return row("select " + column + " from payments where order_id = $1 order by attempt desc limit 1", order)
                .get(column)
                .toString();
    }

    private String refund(Placed order) {
        return row(
                        "select r.id from refunds r join payments p on p.id = r.payment_id where p.order_id = $1 order by r.created_at desc limit 1",
                        order)
                .get("id")
                .toString();
    }

    private String path(Placed order, String result) {
        return "/payments/return/stripe?payment=" + payment(order) + "&result=" + result;
    }

    private Answer back(Placed order, String result) {
        return api.get(path(order, result));
    }

    private void assertTaken(String body) {
        assertThat(send(body).status()).isEqualTo(200);
    }

    private Answer send(String body) {
        return Api.answer(sending(body, FakeStripe.signature(body, Instant.now(), FakeStripe.SECRET)));
    }

    private Mono<Answer> sending(String body, String signature) {
        return api.call(HttpMethod.POST, "/webhooks/stripe", body, headers -> {
            headers.setContentType(MediaType.APPLICATION_JSON);
            headers.set("Stripe-Signature", signature);
        });
    }
}
