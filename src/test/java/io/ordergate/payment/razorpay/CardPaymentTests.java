package io.ordergate.payment.razorpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.FakeRazorpay;
import io.ordergate.payment.PaymentTest;
import io.ordergate.payment.StubServer.Reply;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Cards through Razorpay: every order of redirect, webhook and repeat, and everything that may be wrong with them. */
class CardPaymentTests extends PaymentTest {

    @AfterEach
    void recover() {
        RAZORPAY.instead.clear();
    }

    @Test
    void aPaymentIsStartedWithTheTermsOfTheOrder() {
        var order = cardOrder();
        var answer = start(order);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("status")).isEqualTo("pending");
        assertThat(answer.field("amount")).isEqualTo("900.00");
        var action = answer.json().path("next_action");
        assertThat(action.path("type").asString()).isEqualTo("razorpay");
        assertThat(action.path("key_id").asString()).isEqualTo(FakeRazorpay.KEY_ID);
        assertThat(action.path("amount_minor").asLong()).isEqualTo(90_000);
        var asked = RAZORPAY.server.received("/orders").stream()
                .filter(each -> each.body().contains(answer.field("payment_id")))
                .toList();
        assertThat(asked).singleElement().satisfies(call -> {
            assertThat(call.json().path("amount").asLong()).isEqualTo(90_000);
            assertThat(call.json().path("currency").asString()).isEqualTo("INR");
            assertThat(call.json().path("receipt").asString()).hasSizeLessThanOrEqualTo(40);
        });
    }

    @Test
    void aRepeatedStartGetsTheSame() {
        var order = cardOrder();
        assertThat(started(order)).isEqualTo(started(order));
        assertThat(database.count("select count(*) from payments where order_id = $1", order.id()))
                .isEqualTo(1);
    }

    @Test
    void ofManyStartsAtOnceOneReachesTheProvider() {
        var order = cardOrder();
        var answers = Api.atOnce(Collections.nCopies(20, posting(order.path("/payment"), "", order.token())));
        assertThat(answers.stream().map(Answer::status)).isSubsetOf(200, 409);
        assertThat(answers.stream().map(Answer::status)).contains(200);
        assertThat(answers.stream().filter(answer -> answer.status() == 409))
                .allMatch(answer -> answer.field("code").equals("payment-in-progress"));
        assertThat(database.count("select count(*) from payments where order_id = $1", order.id()))
                .isEqualTo(1);
        assertThat(RAZORPAY.server.received("/orders").stream()
                        .filter(call -> call.body().contains(order.number())))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "W, 1", "C, 1", "WC, 1", "CW, 1", "WW, 1", "CC, 1", "WCWC, 1", "CWCW, 1", "WO, 1", "OW, 1", "OCW, 1", "FW, 1",
        "WF, 1", "FC, 1", "AW, 1", "WA, 1", "AFW, 1", "ACW, 1"
    })
    void whateverComesFirstThereIsOnePayment(String news, long expected) {
        var order = cardOrder();
        var reference = started(order);
        var failed = RAZORPAY.pays(reference, "failed");
        var paid = RAZORPAY.pays(reference, "captured");
        for (var each : news.split("", -1)) {
            var answer =
                    switch (each) {
                        case "W" -> webhook(RAZORPAY.event("payment.captured", paid));
                        case "O" -> webhook(RAZORPAY.event("order.paid", paid));
                        case "F" -> webhook(RAZORPAY.event("payment.failed", failed));
                        case "A" ->
                            webhook(RAZORPAY.event("payment.authorized", paid)
                                    .replace("\"captured\",\"order_id\"", "\"authorized\",\"order_id\""));
                        case "C" -> confirm(order, reference, paid);
                        default -> null;
                    };
            assertThat(answer == null ? 200 : answer.status()).as(each).isEqualTo(200);
        }
        assertThat(status(order)).isEqualTo("paid");
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(paidPayments(order)).isEqualTo(expected);
        assertThat(published(order).stream().filter("paid"::equals)).hasSize(1);
        assertThat(row("select transaction_id from payments where order_id = $1", order))
                .containsEntry("transaction_id", paid);
        assertThat(flags(order)).isEmpty();
    }

    @Test
    void ofManyConfirmationsAndWebhooksAtOnceOneCounts() {
        var order = cardOrder();
        var reference = started(order);
        var paid = RAZORPAY.pays(reference, "captured");
        var calls = new ArrayList<Mono<Answer>>(Collections.nCopies(
                50, posting(order.path("/payment/confirm"), triple(reference, paid), order.token())));
        for (var number = 0; number < 25; number++) {
            var event = "evt_" + order.id() + number % 5;
            calls.add(webhooking(RAZORPAY.event("payment.captured", paid), event, FakeRazorpay.WEBHOOK_SECRET));
        }
        assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 200);
        assertThat(status(order)).isEqualTo("paid");
        assertThat(paidPayments(order)).isEqualTo(1);
        assertThat(published(order)).containsExactly("paid");
        assertThat(database.count(
                        "select count(*) from order_events where order_id = $1 and actor = 'system'", order.id()))
                .isEqualTo(1);
        assertThat(database.count("select version from orders where id = $1", order.id()))
                .isEqualTo(2);
    }

    @Test
    void aReplayedEventActsOnce() {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "captured");
        var body = RAZORPAY.event("payment.captured", paid);
        for (var time = 0; time < 5; time++) {
            assertThat(webhook(body, "evt_replay_" + order.id()).status()).isEqualTo(200);
        }
        assertThat(published(order)).containsExactly("paid");
        assertThat(database.count(
                        "select count(*) from payment_events where event_id = $1", "evt_replay_" + order.id()))
                .isEqualTo(1);
    }

    @Test
    void theSecretBeforeTheChangeIsHonoured() {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "captured");
        var body = RAZORPAY.event("payment.captured", paid);
        assertThat(Api.answer(webhooking(body, "evt_" + order.id(), FakeRazorpay.OLD_WEBHOOK_SECRET))
                        .status())
                .isEqualTo(200);
        assertThat(status(order)).isEqualTo("paid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks/razorpay", "/api/v1/webhooks/razorpay"})
    void aForgedEventChangesNothing(String path) {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "captured");
        var body = RAZORPAY.event("payment.captured", paid);
        var other = FakeRazorpay.signature("guessed", body);
        var stale = FakeRazorpay.signature(FakeRazorpay.WEBHOOK_SECRET, body + " ");
        for (var signature : List.of("", "x", other, stale)) {
            assertThat(Api.answer(webhookingSigned(path, body, "evt_forged", signature))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(status(order)).isEqualTo("pending");
    }

    @ParameterizedTest
    @CsvSource({
        "89999, INR, wrong-amount",
        "90001, INR, wrong-amount",
        "90000, USD, wrong-currency",
        "0, INR, wrong-amount"
    })
    void aWrongAmountIsFlaggedAndNeverCounts(long amount, String currency, String reason) {
        var order = cardOrder();
        var reference = started(order);
        var paid = RAZORPAY.pays(reference, "captured", amount, currency);
        webhook(RAZORPAY.event("payment.captured", paid));
        assertThat(confirm(order, reference, paid).field("status")).isEqualTo("pending");
        reconcile(order);
        assertThat(orderShows(order)).isEqualTo("pending");
        assertThat(paidPayments(order)).isZero();
        assertThat(flags(order)).containsExactly(reason);
        assertThat(meters.counter("ordergate.payments.flagged", "provider", "razorpay", "reason", reason)
                        .count())
                .isGreaterThanOrEqualTo(1);
    }

    @Test
    void aWrongSignatureOfTheCheckoutIsRefused() {
        var order = cardOrder();
        var reference = started(order);
        var paid = RAZORPAY.pays(reference, "captured");
        for (var field : List.of("razorpay_signature", "razorpay_order_id", "razorpay_payment_id")) {
            var body = new HashMap<>(triple(reference, paid));
            body.put(field, "another");
            assertThat(post(order.path("/payment/confirm"), body, order.token()).field("code"))
                    .isEqualTo("payment-not-genuine");
            body.put(field, "anoth\u0000er"); // no database takes this
            assertThat(post(order.path("/payment/confirm"), body, order.token()).field("code"))
                    .isEqualTo("invalid-request");
        }
        assertThat(status(order)).isEqualTo("pending");
    }

    @Test
    void thePaymentOfAnotherOrderConfirmsNothing() {
        var mine = cardOrder();
        var other = cardOrder();
        started(mine);
        var reference = started(other);
        var paid = RAZORPAY.pays(reference, "captured");
        assertThat(confirm(mine, reference, paid).field("code")).isEqualTo("payment-not-genuine");
        assertThat(status(mine)).isEqualTo("pending");
    }

    @Test
    void silenceAfterTheCheckoutIsResolvedByAsking() {
        var order = cardOrder();
        var reference = started(order);
        var paid = RAZORPAY.pays(reference, "captured");
        RAZORPAY.instead.put(reference, call -> Reply.silence());
        assertThat(confirm(order, reference, paid).field("status")).isEqualTo("pending");
        assertThat(row("select status from payments where order_id = $1", order))
                .containsEntry("status", "unknown");
        RAZORPAY.instead.clear();
        reconcile(order);
        assertThat(status(order)).isEqualTo("paid");
        assertThat(published(order)).containsExactly("paid");
    }

    @Test
    void aLostWebhookIsMadeUpFor() {
        var order = cardOrder();
        RAZORPAY.pays(started(order), "captured");
        reconcile(order);
        assertThat(status(order)).isEqualTo("paid");
    }

    @Test
    void whatIsOnlyAuthorisedIsCaptured() {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "authorized");
        webhook(RAZORPAY.event("payment.authorized", paid));
        assertThat(status(order)).isEqualTo("authorised");
        reconcile(order);
        assertThat(status(order)).isEqualTo("paid");
        assertThat(published(order)).containsExactly("authorised", "paid");
    }

    @Test
    void nobodyWhoPaysInTimeMeansFailed() {
        var order = cardOrder();
        started(order);
        reconcile(order);
        assertThat(status(order)).isEqualTo("pending");
        expire(order);
        reconcile(order);
        assertThat(status(order)).isEqualTo("failed");
        assertThat(row("select check_at from payments where order_id = $1", order))
                .containsEntry("check_at", null);
    }

    @Test
    void moneyThatComesLateStillCounts() {
        var order = cardOrder();
        var reference = started(order);
        expire(order);
        reconcile(order);
        var paid = RAZORPAY.pays(reference, "captured");
        webhook(RAZORPAY.event("payment.captured", paid));
        assertThat(published(order)).containsExactly("failed", "paid");
        assertThat(start(order).field("status")).isEqualTo("paid");
    }

    @Test
    void aFailedPaymentIsTriedAgainWithTheSameOrderOfTheProvider() {
        var order = cardOrder();
        var reference = started(order);
        webhook(RAZORPAY.event("payment.failed", RAZORPAY.pays(reference, "failed")));
        assertThat(status(order)).isEqualTo("failed");
        assertThat(started(order)).isEqualTo(reference);
        assertThat(orderShows(order)).isEqualTo("pending");
    }

    @Test
    void whoTriesAgainWhereNobodyHearsOfItHasPaid() {
        var order = cardOrder();
        var reference = started(order);
        webhook(RAZORPAY.event("payment.failed", RAZORPAY.pays(reference, "failed")));
        RAZORPAY.pays(reference, "captured");
        reconcile(order);
        assertThat(published(order)).containsExactly("failed", "paid");
    }

    @Test
    void theFailureOfOneTryDoesNotEndAnother() {
        var order = cardOrder();
        var reference = started(order);
        var failed = RAZORPAY.pays(reference, "failed");
        webhook(RAZORPAY.event("payment.authorized", RAZORPAY.pays(reference, "authorized")));
        webhook(RAZORPAY.event("payment.failed", failed));
        assertThat(status(order)).isEqualTo("authorised");
    }

    @Test
    void nobodyAsksForEverAboutWhatHasFailed() {
        var order = cardOrder();
        webhook(RAZORPAY.event("payment.failed", RAZORPAY.pays(started(order), "failed")));
        expire(order);
        reconcile(order);
        assertThat(row("select check_at from payments where order_id = $1", order))
                .containsEntry("check_at", null);
    }

    @Test
    void aSecondCaptureIsFlagged() {
        var order = cardOrder();
        var reference = started(order);
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(reference, "captured")));
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(reference, "captured")));
        assertThat(flags(order)).containsExactly("second-capture");
        assertThat(published(order)).containsExactly("paid");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 429, 500, 503})
    void aProviderThatDeclinesIsToldAndAnotherTryIsPossible(int status) {
        var order = cardOrder();
        RAZORPAY.instead.put(
                "/orders", call -> Reply.of(status, "{\"error\":{\"code\":\"SERVER_ERROR\",\"reason\":\"NA\"}}"));
        var refused = start(order);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.field("code")).isEqualTo("payment-unavailable");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        RAZORPAY.instead.clear();
        assertThat(started(order)).startsWith("order_");
        assertThat(orderShows(order)).isEqualTo("pending");
    }

    @Test
    void garbageOfTheProviderStartsNothing() {
        var order = cardOrder();
        RAZORPAY.instead.put("/orders", call -> Reply.of(200, "<html>"));
        assertThat(start(order).status()).isEqualTo(503);
    }

    @Test
    void anOrderThatChangedMeanwhileIsPaidAnew() {
        var order = cardOrder();
        var before = started(order);
        database.run("update orders set total_minor = 95000 where id = $1", order.id());
        assertThat(start(order).field("amount")).isEqualTo("950.00");
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(before, "captured")));
        assertThat(flags(order)).as("paid by the old terms").containsExactly("order-changed");
    }

    @Test
    void strangersSeeNothing() {
        var order = cardOrder();
        var stranger = accounts.guest();
        assertThat(api.get(order.path("/payment"), stranger).status()).isEqualTo(404);
        assertThat(post(order.path("/payment"), "", stranger).status()).isEqualTo(404);
        assertThat(post(order.path("/payment/confirm"), triple("order_1", "pay_1"), stranger)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void cancelledOrdersAreNotPaid() {
        var cancelled = cardOrder();
        cancel(cancelled);
        assertThat(start(cancelled).field("code")).isEqualTo("order-not-payable");
    }

    @Test
    void whatCostsNothingIsPaid() {
        var free = order("card", "INR", 0);
        var answer = start(free);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.field("status")).isEqualTo("paid");
        assertThat(answer.json().at("/next_action/type").asString()).isEqualTo("none");
        assertThat(status(free)).isEqualTo("paid");
        assertThat(database.count("select count(*) from payments where order_id = $1", free.id()))
                .isZero();
        cancel(free);
        assertThat(start(free).field("code")).isEqualTo("order-not-payable");
    }

    @Test
    void eventsAboutOthersArePassedOver() {
        assertThat(webhook(
                                "{\"event\":\"payment.captured\",\"payload\":{\"payment\":{\"entity\":{\"id\":\"pay_x\",\"order_id\":\"order_x\",\"status\":\"captured\",\"amount\":1,\"currency\":\"INR\"}}}}")
                        .status())
                .isEqualTo(200);
        for (var body : List.of("{}", "[]", "7", "null", "{\"event\":7}", "{\"event\":\"refund.processed\"}", "{")) {
            assertThat(Api.answer(api.unchecked(
                                    org.springframework.http.HttpMethod.POST,
                                    "/webhooks/razorpay",
                                    body,
                                    headers -> headers.set(
                                            "X-Razorpay-Signature",
                                            FakeRazorpay.signature(FakeRazorpay.WEBHOOK_SECRET, body))))
                            .status())
                    .as(body)
                    .isEqualTo(200);
        }
    }

    @Test
    void nothingAboutThePayerIsKept() {
        var order = cardOrder();
        webhook(
                RAZORPAY.event("payment.captured", RAZORPAY.pays(started(order), "captured")),
                "evt_" + UUID.randomUUID());
        for (var table : List.of("payments", "payment_events", "outbox")) {
            assertThat(database.count("select count(*) from " + table
                            + " t where t::text like '%rahim@example.com%' or t::text like '%8801700000001%'"))
                    .isZero();
        }
    }
}
