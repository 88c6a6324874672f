package io.ordergate.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;

/** An order is paid when what was captured reaches its total, whatever it cost when the payment was begun. */
class PartialPaymentTests extends PaymentTest {

    @AfterEach
    void recover() {
        BKASH.instead.clear();
        RAZORPAY.instead.clear();
    }

    @Test
    void whoPaysTheOldPriceHasPaidAPart() {
        var order = order("card", "INR", 100);
        var old = started(order);
        var version = version(order);
        assertThat(edit(order, "50000.00", "INR").status()).isEqualTo(200);
        assertThat(version(order)).as("one change, the order's own").isEqualTo(version + 1);
        var paid = RAZORPAY.pays(old, "captured");
        assertThat(confirm(order, old, paid).field("status")).isEqualTo("partially_paid");
        webhook(RAZORPAY.event("payment.captured", paid));
        assertThat(orderShows(order)).isEqualTo("partially_paid");
        assertThat(published(order)).containsExactly("partially_paid");
        assertThat(flags(order)).containsExactly("order-changed");
        assertThat(shown(order).field("due_amount")).isEqualTo("49999.00");
        assertThat(api.get("/api/v1/orders/" + order.id(), order.token()).field("payment_status"))
                .isEqualTo("partially_paid");
        assertThat(edit(order, "1.00", "INR").field("code")).isEqualTo("not-editable");
    }

    @Test
    void everyViewShowsIt() {
        var order = partiallyPaid();
        var vendor = accounts.vendor();
        var phone = row("select phone from orders where id = $1", order)
                .get("phone")
                .toString();
        var list = "/api/v1/orders?phone_number=" + phone.replace("+", "%2B");
        assertThat(Api.answer(api.call(HttpMethod.GET, list, "", headers -> {
                            headers.setBearerAuth(vendor);
                            headers.set("Accept", "text/csv");
                        }))
                        .body())
                .contains(order.number())
                .contains("partially_paid");
        assertThat(api.get("/orders/" + order.id(), order.token()).body()).contains("\"partially_paid\"");
        assertThat(api.get(list, vendor).body()).contains("\"partially_paid\"");
        assertThat(database.count(
                        "select count(*) from order_events where order_id = $1 and note = 'payment partially_paid'",
                        order.id()))
                .isEqualTo(1);
        assertThatThrownBy(() -> database.run("update orders set payment_status = 'nearly' where id = $1", order.id()))
                .hasMessageContaining("orders_payment_status_known");
    }

    @Test
    void theRestMakesItPaid() {
        var order = partiallyPaid();
        var rest = start(order);
        assertThat(rest.field("amount")).isEqualTo("499.00");
        var reference = rest.json().at("/next_action/razorpay_order_id").asString();
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(reference, "captured")));
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(published(order)).containsExactly("partially_paid", "paid");
        assertThat(paidPayments(order)).isEqualTo(2);
        assertThat(start(order).field("status")).isEqualTo("paid");
        var refunds = List.of(
                post(order.path("/refund"), "", accounts.admin()), post(order.path("/refund"), "", accounts.admin()));
        assertThat(refunds).extracting(answer -> answer.field("amount")).containsExactly("499.00", "1.00");
        assertThat(orderShows(order)).isEqualTo("refunded");
    }

    @Test
    void anotherCurrencyPaysAPartToo() {
        var order = order("card", "INR", 50_000);
        var old = started(order);
        assertThat(edit(order, "500.00", "USD").status()).isEqualTo(200);
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(old, "captured")));
        assertThat(orderShows(order)).isEqualTo("partially_paid");
        assertThat(flags(order)).containsExactly("order-changed");
        assertThat(shown(order).field("due_amount")).isEqualTo("500.00");
    }

    @Test
    void anOldAttemptBesideANewOneIsStillHeardOf() {
        var order = order("card", "INR", 100);
        var old = started(order);
        edit(order, "500.00", "INR");
        var fresh = started(order);
        assertThat(fresh).isNotEqualTo(old);
        var paid = RAZORPAY.pays(old, "captured");
        assertThat(confirm(order, old, paid).field("status")).isEqualTo("partially_paid");
        assertThat(start(order).field("amount")).as("the rest").isEqualTo("499.00");
    }

    @Test
    void anOrderThatCostsNothingAnyMorePaysBack() {
        var order = order("card", "INR", 100);
        var old = started(order);
        edit(order, "0.00", "INR");
        var paid = RAZORPAY.pays(old, "captured");
        webhook(RAZORPAY.event("payment.captured", paid));
        reconcile(order);
        assertThat(RAZORPAY.refundsOf(paid)).hasSize(1);
        assertThat(orderShows(order)).as("nothing is owed").isEqualTo("paid");
    }

    @Test
    void bkashIsNotToldToTakeTheOldPrice() {
        var order = order("bkash", "BDT", 100);
        assertThat(start(order).status()).isEqualTo(200);
        var reference = reference(order);
        edit(order, "500.00", "BDT");
        BKASH.payment(reference).put("agreed", true);
        var page = api.get("/payments/return/bkash?status=success&paymentID=" + reference);
        assertThat(page.body()).contains("failed");
        assertThat(BKASH.calls("execute", reference)).isZero();
        assertThat(orderShows(order)).isEqualTo("pending");
        assertThat(start(order).field("amount")).isEqualTo("500.00");
    }

    @Test
    void thePriceStaysWhileAProviderTakesTheMoney() {
        var order = order("card", "INR", 100);
        var reference = started(order);
        var paid = RAZORPAY.pays(reference, "captured");
        RAZORPAY.instead.put(reference, call -> StubServer.Reply.silence());
        confirm(order, reference, paid);
        var refused = edit(order, "500.00", "INR");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.field("code")).isEqualTo("payment-in-progress");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(row("select status from payments where order_id = $1", order))
                .containsEntry("status", "unknown");
        RAZORPAY.instead.clear();
        reconcile(order);
        assertThat(orderShows(order)).isEqualTo("paid");
    }

    @Test
    void anEditOfTheAddressLeavesThePaymentOpen() {
        var order = order("card", "INR", 100);
        var reference = started(order);
        assertThat(edit(order, "1.00", "INR").status()).isEqualTo(200);
        assertThat(started(order)).isEqualTo(reference);
    }

    @Test
    void whatIsPromisedForTheOldPriceIsNotTaken() {
        var order = order("card", "INR", 100);
        var old = started(order);
        edit(order, "500.00", "INR");
        var promised = RAZORPAY.pays(old, "authorized");
        webhook(RAZORPAY.event("payment.authorized", promised));
        reconcile(order);
        assertThat(RAZORPAY.payment(promised).path("status").asString()).isEqualTo("authorized");
        var version = version(order);
        reconcile(order);
        reconcile(order);
        assertThat(version(order)).as("nothing happens over and over").isEqualTo(version);
    }

    @RepeatedTest(8)
    void aPriceAndACaptureAtOnceAgreeOnWhatIsPaid() {
        var order = order("card", "INR", 100);
        var paid = RAZORPAY.pays(started(order), "captured");
        var answers = Api.atOnce(List.of(
                editing(order, "500.00", "INR"),
                webhooking(
                        RAZORPAY.event("payment.captured", paid),
                        "evt_" + UUID.randomUUID(),
                        FakeRazorpay.WEBHOOK_SECRET),
                posting(order.path("/payment/confirm"), triple(reference(order), paid), order.token()),
                posting(order.path("/payment"), "", order.token())));
        assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 409);
        reconcile(order);
        var total = database.count("select total_minor from orders where id = $1", order.id());
        assertThat(orderShows(order)).isEqualTo(total == 100 ? "paid" : "partially_paid");
        assertThat(flags(order)).isEqualTo(total == 100 ? List.of() : List.of("order-changed"));
    }

    @RepeatedTest(10)
    void aPriceAndAStartAtOnceLeaveNoAttemptOfTheOldPrice() {
        var order = order("card", "INR", 100);
        var calls = List.of(
                posting(order.path("/payment"), "", order.token()),
                editing(order, "500.00", "INR"),
                posting(order.path("/payment"), "", order.token()));
        assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 200 || answer.status() == 409);
        assertThat(database.count(
                        "select count(*) from payments p join orders o on o.id = p.order_id where o.id = $1 and p.status = 'pending' and p.amount_minor <> o.total_minor",
                        order.id()))
                .isZero();
    }

    @Test
    void manyWhoPayTheRestAtOncePayItOnce() {
        var order = partiallyPaid();
        var rest = started(order);
        var paid = RAZORPAY.pays(rest, "captured");
        var calls = new java.util.ArrayList<Mono<Answer>>();
        for (var number = 0; number < 20; number++) {
            calls.add(webhooking(
                    RAZORPAY.event("payment.captured", paid), "e" + number + paid, FakeRazorpay.WEBHOOK_SECRET));
        }
        assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 200);
        assertThat(published(order)).containsExactly("partially_paid", "paid");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasPaidOfACancelledOrderGoesBackPartByPart(boolean whole) {
        var order = partiallyPaid();
        if (whole) {
            webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(started(order), "captured")));
        }
        cancel(order);
        handleCancelled(order);
        handleCancelled(order);
        reconcile(order);
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertThat(status(order)).isEqualTo("refunded");
        assertThat(database.count(
                        "select sum(r.amount_minor) from refunds r join payments p on p.id = r.payment_id where p.order_id = $1",
                        order.id()))
                .isEqualTo(whole ? 50_000 : 100);
    }

    @Test
    void nothingIsDueOnceSomeOfAPartWentBack() {
        var order = partiallyPaid();
        var rest = started(order);
        assertThat(post(order.path("/refund"), Map.of("amount", "0.50"), accounts.admin())
                        .field("status"))
                .isEqualTo("settled");
        assertThat(orderShows(order)).isEqualTo("partially_refunded");
        assertThat(start(order).field("status")).isEqualTo("partially_refunded");
        var late = RAZORPAY.pays(rest, "captured");
        assertThat(webhook(RAZORPAY.event("payment.captured", late)).status()).isEqualTo(200);
        reconcile(order);
        assertThat(RAZORPAY.refundsOf(late)).hasSize(1);
        assertThat(orderShows(order)).isEqualTo("partially_refunded");
    }

    @Test
    void anOrderOfWhichOnePartWentBackIsNotRefunded() {
        var order = partiallyPaid();
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(started(order), "captured")));
        assertThat(post(order.path("/refund"), "", accounts.admin()).field("amount"))
                .isEqualTo("499.00");
        assertThat(orderShows(order)).isEqualTo("partially_refunded");
        assertThat(status(order)).isEqualTo("partially_refunded");
    }

    private Placed partiallyPaid() {
        var order = order("card", "INR", 100);
        var old = started(order);
        edit(order, "500.00", "INR");
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(old, "captured")));
        return order;
    }

    private Answer edit(Placed order, String price, String currency) {
        return Api.answer(editing(order, price, currency));
    }

    private Mono<Answer> editing(Placed order, String price, String currency) {
        var stored = row("select phone, payment_method from orders where id = $1", order);
        var body = StubServer.JSON.writeValueAsString(Map.of(
                "phone_number", stored.get("phone"),
                "address", "House 7, Road 3, Dhaka",
                "payment_method", stored.get("payment_method"),
                "currency", currency,
                "items", List.of(Map.of("title", "Lalsalu", "unit_price", price, "quantity", 1))));
        return api.call(HttpMethod.PUT, order.path(""), body, headers -> {
            headers.setBearerAuth(order.token());
            headers.setContentType(MediaType.APPLICATION_JSON);
        });
    }

    private String reference(Placed order) {
        return row("select reference from payments where order_id = $1 order by attempt desc limit 1", order)
                .get("reference")
                .toString();
    }

    private long version(Placed order) {
        return database.count("select version from orders where id = $1", order.id());
    }
}
