package io.ordergate.payment.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.FakeRazorpay;
import io.ordergate.payment.PaymentTest;
import io.ordergate.payment.StubServer;
import io.ordergate.payment.StubServer.Reply;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Money that goes back: by an admin, since the order was cancelled, since it was too much; with a provider that fails. */
class RefundTests extends PaymentTest {

    private static final String ALL = "{\"all\": true}";

    @AfterEach
    void recover() {
        RAZORPAY.instead.clear();
        RAZORPAY.refundStatus = "processed";
    }

    /** An order that was paid, and Razorpay's name for the payment. */
    private record Paid(Placed order, String payment) {}

    @Test
    void allOfItGoesBack() {
        var paid = paid();
        var answer = refund(paid, ALL);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.field("status")).isEqualTo("settled");
        assertThat(answer.field("amount")).isEqualTo("900.00");
        assertThat(shown(paid.order()).field("refunded_amount")).isEqualTo("900.00");
        assertThat(orderShows(paid.order())).isEqualTo("refunded");
        assertThat(published(paid.order())).containsExactly("paid", "refunded");
        assertThat(refund(paid, ALL).field("code")).isEqualTo("not-refundable");
    }

    @Test
    void partsOfItGoBackUntilNothingIsLeft() {
        var paid = paid();
        assertThat(refund(paid, Map.of("amount", "300.50")).field("status")).isEqualTo("settled");
        assertThat(orderShows(paid.order())).isEqualTo("partially_refunded");
        assertThat(refund(paid, Map.of("amount", "599.51")).field("code")).isEqualTo("not-refundable");
        assertThat(refund(paid, Map.of("amount", "599.50")).field("status")).isEqualTo("settled");
        assertThat(orderShows(paid.order())).isEqualTo("refunded");
        assertThat(books(paid)).isEqualTo(90_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.001", "1e30", "900.01", "99999999999999999999"})
    void anAmountThatMakesNoSenseIsRefused(String amount) {
        var paid = paid();
        var answer = refund(paid, Map.of("amount", amount));
        assertThat(answer.status()).isIn(400, 409);
        assertThat(books(paid)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "JPY, 5, 5, 202",
        "JPY, 5.0, 5, 202",
        "JPY, 5.5, 0, 400",
        "JPY, 501, 0, 409",
        "KWD, 0.005, 5, 202",
        "KWD, 0.0005, 0, 400",
        "KWD, 0.50, 500, 202",
        "KWD, 0.501, 0, 409"
    })
    void amountsHaveTheDecimalsOfTheirCurrency(String currency, String amount, long minor, int status) {
        var order = order("card", currency, 500);
        var payment = RAZORPAY.pays(started(order), "captured");
        webhook(RAZORPAY.event("payment.captured", payment));
        assertThat(orderShows(order)).isEqualTo("paid");
        var paid = new Paid(order, payment);
        assertThat(refund(paid, Map.of("amount", amount)).status()).isEqualTo(status);
        assertThat(books(paid)).isEqualTo(minor);
    }

    @Test
    void whatWasNotPaidCannotGoBack() {
        var order = cardOrder();
        assertThat(refund(new Paid(order, ""), ALL).field("code")).isEqualTo("not-refundable");
        started(order);
        assertThat(refund(new Paid(order, ""), ALL).field("code")).isEqualTo("not-refundable");
    }

    @Test
    void ofManyRefundsAtOnceNoMoreGoesBackThanWasPaid() {
        var paid = paid();
        var calls = new ArrayList<Mono<Answer>>();
        for (var number = 0; number < 30; number++) {
            calls.add(posting(paid.order().path("/refund"), Map.of("amount", "250.00"), accounts.admin()));
        }
        assertThat(Api.atOnce(calls).stream().map(Answer::status))
                .isSubsetOf(202, 409)
                .contains(202);
        assertThat(books(paid)).isLessThanOrEqualTo(90_000);
        assertThat(database.count(
                        "select refunded_minor from payments where order_id = $1",
                        paid.order().id()))
                .isEqualTo(books(paid));
    }

    @Test
    void aRepeatWithItsKeyGetsTheSameRefund() {
        var paid = paid();
        var admin = accounts.admin();
        var call = api.posting(paid.order().path("/refund"), Map.of("amount", "100.00"), headers -> {
            headers.setBearerAuth(admin);
            headers.set("Idempotency-Key", "refund-" + paid.order().id());
        });
        var answers = Api.atOnce(Collections.nCopies(10, call));
        assertThat(answers).allMatch(answer -> answer.status() == 202);
        assertThat(answers.stream().map(answer -> answer.field("id")).distinct())
                .hasSize(1);
        assertThat(books(paid)).isEqualTo(10_000);
        var other = Api.answer(api.posting(paid.order().path("/refund"), Map.of("amount", "200.00"), headers -> {
            headers.setBearerAuth(admin);
            headers.set("Idempotency-Key", "refund-" + paid.order().id());
        }));
        assertThat(other.field("code")).isEqualTo("idempotency-key-reused");
    }

    /** The first of them leaves less than the others ask for. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"all\":true}", "{\"amount\":\"500.00\"}", ""})
    void repeatsAtOnceOfWhatCanBeDoneOnceGetTheSameRefund(String body) {
        var paid = paid();
        var admin = accounts.admin();
        var call = api.posting(paid.order().path("/refund"), body, headers -> {
            headers.setBearerAuth(admin);
            headers.set("Idempotency-Key", "once-" + paid.order().id());
        });
        var answers = Api.atOnce(Collections.nCopies(10, call));
        assertThat(answers).allMatch(answer -> answer.status() == 202);
        assertThat(answers.stream().map(answer -> answer.field("id")).distinct())
                .hasSize(1);
        assertThat(answers.stream()
                        .filter(answer -> answer.header("Idempotent-Replayed").equals("true")))
                .hasSize(9);
        assertThat(RAZORPAY.refundsOf(paid.payment())).hasSize(1);
    }

    @Test
    void silenceIsResolvedWithoutASecondRefund() {
        var paid = paid();
        var lost = new AtomicInteger();
        RAZORPAY.instead.put("/" + paid.payment() + "/refund", call -> {
            if (lost.getAndIncrement() > 0) {
                return null;
            }
            return Reply.silence();
        });
        assertThat(refund(paid, ALL).field("status")).isEqualTo("pending");
        assertThat(row(
                        "select r.status from refunds r join payments p on p.id = r.payment_id where p.order_id = $1",
                        paid.order()))
                .containsEntry("status", "unknown");
        assertThat(refund(paid, ALL).field("code")).isEqualTo("not-refundable");
        reconcile(paid.order());
        assertThat(orderShows(paid.order())).isEqualTo("refunded");
        var keys = RAZORPAY.server.received("/" + paid.payment() + "/refund").stream()
                .map(call -> call.header("X-Refund-Idempotency") + call.body())
                .distinct();
        assertThat(keys).as("the same call, under the same key").hasSize(1);
        assertThat(books(paid)).isEqualTo(90_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 401})
    void anOutageIsOutlasted(int status) {
        var paid = paid();
        RAZORPAY.instead.put(paid.payment(), call -> Reply.of(status, ""));
        assertThat(refund(paid, ALL).field("status")).isEqualTo("pending");
        RAZORPAY.instead.clear();
        reconcile(paid.order());
        assertThat(orderShows(paid.order())).isEqualTo("refunded");
    }

    @Test
    void aRefundThatIsRefusedIsFlaggedAndReleased() {
        var paid = paid();
        RAZORPAY.instead.put(
                paid.payment(),
                call -> Reply.of(
                        400,
                        "{\"error\":{\"code\":\"BAD_REQUEST_ERROR\",\"description\":\"of rahim@example.com\",\"reason\":\"insufficient_balance\"}}"));
        assertThat(refund(paid, ALL).field("status")).isEqualTo("failed");
        assertThat(flags(paid.order())).containsExactly("refund-failed");
        assertThat(orderShows(paid.order())).isEqualTo("paid");
        RAZORPAY.instead.clear();
        assertThat(refund(paid, ALL).field("status")).isEqualTo("settled");
    }

    @Test
    void aSlowRefundIsSettledByItsWebhook() {
        var paid = paid();
        RAZORPAY.refundStatus = "pending";
        assertThat(refund(paid, ALL).field("status")).isEqualTo("pending");
        assertThat(orderShows(paid.order())).isEqualTo("paid");
        var refund = RAZORPAY.refundsOf(paid.payment()).get(0).put("status", "processed");
        var body = RAZORPAY.refundEvent("refund.processed", refund);
        for (var time = 0; time < 3; time++) {
            assertThat(webhook(body).status()).isEqualTo(200);
        }
        assertThat(published(paid.order())).containsExactly("paid", "refunded");
    }

    @Test
    void aSlowRefundIsSettledByAsking() {
        var paid = paid();
        RAZORPAY.refundStatus = "pending";
        refund(paid, ALL);
        reconcile(paid.order());
        assertThat(orderShows(paid.order())).isEqualTo("paid");
        RAZORPAY.refundsOf(paid.payment()).get(0).put("status", "processed");
        reconcile(paid.order());
        assertThat(orderShows(paid.order())).isEqualTo("refunded");
    }

    @Test
    void aRefundInTheDashboardIsRecorded() {
        var paid = paid();
        var refund = StubServer.JSON
                .createObjectNode()
                .put("id", "rfnd_dash_" + paid.payment())
                .put("payment_id", paid.payment())
                .put("amount", 40_000)
                .put("currency", "INR")
                .put("status", "processed");
        webhook(RAZORPAY.refundEvent("refund.processed", refund));
        webhook(RAZORPAY.refundEvent("refund.processed", refund));
        assertThat(shown(paid.order()).field("refunded_amount")).isEqualTo("400.00");
        assertThat(orderShows(paid.order())).isEqualTo("partially_refunded");
    }

    @Test
    void aCancelledOrderIsPaidBack() {
        var paid = paid();
        cancel(paid.order());
        for (var time = 0; time < 3; time++) {
            handleCancelled(paid.order());
        }
        reconcile(paid.order());
        handleCancelled(paid.order());
        assertThat(orderShows(paid.order())).isEqualTo("refunded");
        assertThat(books(paid)).isEqualTo(90_000);
    }

    @Test
    void whatIsLeftOfACancelledOrderIsPaidBack() {
        var paid = paid();
        refund(paid, Map.of("amount", "100.00"));
        cancel(paid.order());
        handleCancelled(paid.order());
        reconcile(paid.order());
        assertThat(orderShows(paid.order())).isEqualTo("refunded");
        assertThat(books(paid)).isEqualTo(90_000);
    }

    @Test
    void otherChangesPayNothingBack() {
        var paid = paid();
        handleChange(paid.order(), "processing");
        reconcile(paid.order());
        assertThat(orderShows(paid.order())).isEqualTo("paid");
    }

    @Test
    void moneyForACancelledOrderGoesBackAtOnce() {
        var order = cardOrder();
        var reference = started(order);
        cancel(order);
        handleCancelled(order);
        var payment = RAZORPAY.pays(reference, "captured");
        webhook(RAZORPAY.event("payment.captured", payment));
        assertThat(orderShows(order)).isEqualTo("paid");
        reconcile(order);
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertThat(database.count("select count(*) from orders where id = $1 and status = 'cancelled'", order.id()))
                .isEqualTo(1);
    }

    @Test
    void whatIsPromisedForACancelledOrderIsNotTaken() {
        var order = cardOrder();
        var payment = RAZORPAY.pays(started(order), "authorized");
        webhook(RAZORPAY.event("payment.authorized", payment));
        cancel(order);
        reconcile(order);
        assertThat(RAZORPAY.payment(payment).path("status").asString()).isEqualTo("authorized");
        assertThat(status(order)).isEqualTo("failed");
    }

    @Test
    void aSecondPaymentOfAnOrderGoesBack() {
        var order = cardOrder();
        var first = started(order);
        database.run("update orders set total_minor = 80000 where id = $1", order.id());
        var second = started(order);
        var paidSecond = RAZORPAY.pays(second, "captured");
        var paidFirst = RAZORPAY.pays(first, "captured");
        var answers = Api.atOnce(List.of(
                webhooking(
                        RAZORPAY.event("payment.captured", paidSecond),
                        "evt_2" + order.id(),
                        FakeRazorpay.WEBHOOK_SECRET),
                webhooking(
                        RAZORPAY.event("payment.captured", paidFirst),
                        "evt_1" + order.id(),
                        FakeRazorpay.WEBHOOK_SECRET)));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        reconcile(order);
        assertThat(paidPayments(order)).isEqualTo(2);
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(published(order)).containsOnlyOnce("paid");
        assertThat(RAZORPAY.refundsOf(paidFirst).size()
                        + RAZORPAY.refundsOf(paidSecond).size())
                .isEqualTo(1);
    }

    private Paid paid() {
        var order = cardOrder();
        var payment = RAZORPAY.pays(started(order), "captured");
        webhook(RAZORPAY.event("payment.captured", payment));
        return new Paid(order, payment);
    }

    private Answer refund(Paid paid, Object body) {
        return post(paid.order().path("/refund"), body, accounts.admin());
    }

    /** What Razorpay has given back. */
    private static long books(Paid paid) {
        return RAZORPAY.refundsOf(paid.payment()).stream()
                .mapToLong(refund -> refund.path("amount").asLong())
                .sum();
    }
}
