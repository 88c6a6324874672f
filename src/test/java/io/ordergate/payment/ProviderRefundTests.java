package io.ordergate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Money that went back without this service: in whatever order it is heard of, the end is the same. */
class ProviderRefundTests extends PaymentTest {

    private static final int ORDERS = 40;
    private static final int MOST_REPEATS = 20;

    @AfterEach
    void recover() {
        RAZORPAY.instead.clear();
        BKASH.instead.clear();
        RAZORPAY.refundStatus = "processed";
    }

    /** An event, and its name, under which it is repeated until it is taken. */
    private record Event(String name, String body) {}

    @ParameterizedTest
    @CsvSource({
        "40000, 0, partially_refunded, 400.00, ''",
        "40000, 20000, partially_refunded, 600.00, ''",
        "40000, 50000, refunded, 900.00, ''",
        "90000, 0, refunded, 900.00, ''",
        "90000, 40000, refunded, 900.00, refunded-too-much",
        "60000, 60000, refunded, 900.00, refunded-too-much"
    })
    void theEndIsTheSameInEveryOrderOfEvents(long first, long second, String end, String amount, String flag) {
        var random = new Random(first + second);
        for (var number = 0; number < ORDERS; number++) {
            var order = cardOrder();
            var reference = started(order);
            var paid = RAZORPAY.pays(reference, "captured");
            var deliveries = new ArrayList<>(events(paid, first, second, number % 2 == 0));
            if (number % 3 != 0) {
                deliveries.add(null); // the job asks in between
            }
            Collections.shuffle(deliveries, random);
            deliverAll(order, deliveries);
            var as = "the order of events number " + number;
            assertThat(orderShows(order)).as(as).isEqualTo(end);
            assertThat(shown(order).field("refunded_amount")).as(as).isEqualTo(amount);
            assertThat(flags(order)).as(as).isEqualTo(flag.isEmpty() ? List.of() : List.of(flag));
            assertThat(paidPayments(order)).isEqualTo(1);
        }
    }

    @Test
    void eventsAtOnceEndTheSameToo() {
        for (var number = 0; number < 10; number++) {
            var order = cardOrder();
            var paid = RAZORPAY.pays(started(order), "captured");
            var calls = new ArrayList<Mono<Answer>>();
            for (var event : events(paid, 40_000, 50_000, number % 2 == 0)) {
                calls.add(webhooking(event.body(), event.name(), FakeRazorpay.WEBHOOK_SECRET));
                calls.add(webhooking(event.body(), event.name(), FakeRazorpay.WEBHOOK_SECRET));
            }
            assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 200);
            assertThat(orderShows(order)).isEqualTo("refunded");
            assertThat(shown(order).field("refunded_amount")).isEqualTo("900.00");
            assertThat(flags(order)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPaymentThatIsReportedAsRefundedWasPaid(boolean confirmed) {
        var order = cardOrder();
        var reference = started(order);
        var paid = RAZORPAY.pays(reference, "captured");
        RAZORPAY.refundsByHand(paid, 90_000);
        if (confirmed) {
            assertThat(confirm(order, reference, paid).field("status")).isEqualTo("refunded");
        } else {
            reconcile(order);
        }
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertThat(post(order.path("/refund"), "", accounts.admin()).field("code"))
                .isEqualTo("not-refundable");
    }

    @Test
    void aPaidPaymentIsLookedAtOnceADayForThirtyDays() {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "captured");
        webhook(RAZORPAY.event("payment.captured", paid));
        assertThat(row(
                        "select check_at between now() + interval '23 hours' and now() + interval '25 hours' as due from payments where order_id = $1",
                        order))
                .containsEntry("due", true);
        RAZORPAY.refundsByHand(paid, 10_000);
        reconcile(order);
        assertThat(shown(order).field("refunded_amount")).isEqualTo("100.00");
        database.run("update payments set created_at = now() - interval '31 days' where order_id = $1", order.id());
        reconcile(order);
        assertThat(row("select check_at from payments where order_id = $1", order))
                .containsEntry("check_at", null);
    }

    @Test
    void whatIsRefundedIsNotLookedAtAnyMore() {
        var order = paidOrder();
        post(order.path("/refund"), "", accounts.admin());
        assertThat(row("select check_at from payments where order_id = $1", order))
                .containsEntry("check_at", null);
    }

    @Test
    void ownRefundsThatTheProviderHasCountedAreNotCountedTwice() {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "captured");
        webhook(RAZORPAY.event("payment.captured", paid));
        RAZORPAY.refundStatus = "pending";
        post(order.path("/refund"), Map.of("amount", "300.00"), accounts.admin());
        RAZORPAY.refundsByHand(paid, 30_000); // in its books only
        due(order);
        reconciliation.run(() -> false).block(PATIENCE);
        assertThat(orderShows(order)).isEqualTo("paid");
        RAZORPAY.refundsOf(paid).get(0).put("status", "processed");
        reconcile(order);
        assertThat(shown(order).field("refunded_amount")).isEqualTo("300.00");
        assertThat(post(order.path("/refund"), Map.of("amount", "600.01"), accounts.admin())
                        .field("code"))
                .isEqualTo("not-refundable");
        assertThat(post(order.path("/refund"), "", accounts.admin()).field("amount"))
                .isEqualTo("600.00");
    }

    @Test
    void anEventThatIsTooEarlyIsRepeated() {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "captured");
        var event = new Event(
                "evt_" + UUID.randomUUID(),
                RAZORPAY.refundEvent("refund.processed", RAZORPAY.refundsByHand(paid, 90_000)));
        RAZORPAY.instead.put("/payments/" + paid, call -> StubServer.Reply.of(503, ""));
        var early = webhook(event.body(), event.name());
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.header("Retry-After")).isNotEmpty();
        assertThat(orderShows(order)).isEqualTo("pending");
        RAZORPAY.instead.clear();
        webhook(RAZORPAY.event("payment.captured", paid));
        assertThat(webhook(event.body(), event.name()).status()).isEqualTo(200);
        assertThat(orderShows(order)).isEqualTo("refunded");
    }

    @Test
    void refundsOfOthersArePassedOver() {
        var other = RAZORPAY.pays("order_of_another_shop", "captured", 100, "INR");
        var refund = RAZORPAY.refundsByHand(other, 100);
        assertThat(webhook(RAZORPAY.refundEvent("refund.processed", refund)).status())
                .isEqualTo(200);
        assertThat(webhook(RAZORPAY.refundAndPaymentEvent("refund.processed", refund))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aSecondCaptureThatWentBackIsNoRefundOfTheFirst() {
        var order = cardOrder();
        var reference = started(order);
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(reference, "captured")));
        var second = RAZORPAY.pays(reference, "captured");
        webhook(RAZORPAY.event("payment.captured", second));
        var refund = RAZORPAY.refundsByHand(second, 90_000);
        assertThat(webhook(RAZORPAY.refundAndPaymentEvent("refund.processed", refund))
                        .status())
                .isEqualTo(200);
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(flags(order)).containsExactly("second-capture");
    }

    @Test
    void disputesAreFlagged() {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "captured");
        for (var kind : List.of("created", "action_required", "under_review", "lost", "closed")) {
            assertThat(webhook(RAZORPAY.disputeEvent("payment.dispute." + kind, paid))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(flags(order)).containsExactly("disputed");
        assertThat(orderShows(order)).isEqualTo("paid");
        database.run(
                "update payment_flags set resolved_at = now() where payment_id in (select id from payments where order_id = $1)",
                order.id());
        webhook(RAZORPAY.disputeEvent("payment.dispute.lost", paid));
        assertThat(flags(order)).as("there is news").containsExactly("disputed");
    }

    @Test
    void aRefundThatFailsAtTheProviderIsFlagged() {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "captured");
        var refund = RAZORPAY.refundsByHand(paid, 40_000);
        webhook(RAZORPAY.event("payment.captured", paid));
        assertThat(webhook(RAZORPAY.refundEvent("refund.failed", refund.put("status", "failed")))
                        .status())
                .isEqualTo(200);
        assertThat(flags(order)).containsExactly("refund-failed");
    }

    @Test
    void aRefundOfOursThatFailsInTheEndIsFlagged() {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "captured");
        webhook(RAZORPAY.event("payment.captured", paid));
        assertThat(post(order.path("/refund"), Map.of("amount", "5.00"), accounts.admin())
                        .field("status"))
                .isEqualTo("settled");
        var refund = RAZORPAY.refundsOf(paid).get(0).put("status", "failed");
        for (var time = 0; time < 2; time++) {
            assertThat(webhook(RAZORPAY.refundEvent("refund.failed", refund)).status())
                    .isEqualTo(200);
        }
        assertThat(flags(order)).containsExactly("refund-failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"USD", "", "in\u0000r"})
    void aRefundInAnotherCurrencyIsFlagged(String currency) {
        var order = paidOrder();
        var transaction = row("select transaction_id from payments where order_id = $1", order)
                .get("transaction_id")
                .toString();
        var refund = RAZORPAY.refundsByHand(transaction, 100).put("currency", currency);
        assertThat(webhook(RAZORPAY.refundEvent("refund.processed", refund)).status())
                .isEqualTo(200);
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(flags(order)).containsExactly("wrong-amount");
    }

    @Test
    void whatBkashHasRefundedIsFoundOut() {
        var order = order("bkash", "BDT", 50_000);
        start(order);
        var reference = row("select reference from payments where order_id = $1", order)
                .get("reference")
                .toString();
        BKASH.payment(reference).put("agreed", true);
        api.get("/payments/return/bkash?status=success&paymentID=" + reference);
        assertThat(orderShows(order)).isEqualTo("paid");
        reconcile(order);
        assertThat(orderShows(order)).isEqualTo("paid");
        BKASH.refunded(reference, "500.00");
        reconcile(order);
        assertThat(orderShows(order)).isEqualTo("refunded");
    }

    private Placed paidOrder() {
        var order = cardOrder();
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(started(order), "captured")));
        return order;
    }

    /** What Razorpay tells of a payment that is captured and refunded once or twice, each as it was at its time. */
    private static List<Event> events(String paid, long first, long second, boolean withPayment) {
        var events = new ArrayList<Event>();
        events.add(event(() -> RAZORPAY.event("payment.captured", paid)));
        events.add(event(() -> RAZORPAY.event("order.paid", paid)));
        for (var minor : List.of(first, second)) {
            if (minor > 0) {
                var refund = RAZORPAY.refundsByHand(paid, minor);
                events.add(event(() -> withPayment
                        ? RAZORPAY.refundAndPaymentEvent("refund.created", refund)
                        : RAZORPAY.refundEvent("refund.created", refund)));
                events.add(event(() -> withPayment
                        ? RAZORPAY.refundAndPaymentEvent("refund.processed", refund)
                        : RAZORPAY.refundEvent("refund.processed", refund)));
            }
        }
        return events;
    }

    private static Event event(Supplier<String> body) {
        return new Event("evt_" + UUID.randomUUID(), body.get());
    }

    private void deliverAll(Placed order, List<Event> events) {
        var waiting = new ArrayDeque<Event>();
        for (var event : events) {
            deliver(order, event, waiting);
        }
        for (var number = 0; number < MOST_REPEATS && !waiting.isEmpty(); number++) {
            deliver(order, waiting.remove(), waiting);
        }
        assertThat(waiting).isEmpty();
    }

    private void deliver(Placed order, Event event, ArrayDeque<Event> waiting) {
        if (event == null) {
            reconcile(order);
        } else if (webhook(event.body(), event.name()).status() != 200) {
            waiting.add(event);
        }
    }
}
