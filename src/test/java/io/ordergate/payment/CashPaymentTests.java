package io.ordergate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cash on delivery, and what happens without a provider. */
class CashPaymentTests extends PaymentTest {

    @Test
    void cashIsPaidWhenItIsCollected() {
        var order = cashOrder();
        assertThat(shown(order).field("status")).isEqualTo("pending");
        var begun = start(order);
        assertThat(begun.json().at("/next_action/type").asString()).isEqualTo("pay_on_delivery");
        assertThat(collect(order).field("status")).isEqualTo("paid");
        assertThat(collect(order).field("status")).isEqualTo("paid");
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(published(order)).containsExactly("paid");
    }

    @Test
    void cashNeedsNoStart() {
        var order = cashOrder();
        assertThat(collect(order).field("status")).isEqualTo("paid");
        assertThat(database.count(
                        "select count(*) from payment_events e join payments p on p.id = e.payment_id where p.order_id = $1 and e.kind = 'collected'",
                        order.id()))
                .isEqualTo(1);
    }

    @Test
    void cashIsCollectedOnce() {
        var order = cashOrder();
        start(order);
        var calls = Collections.nCopies(20, posting(order.path("/payment/collected"), "", accounts.vendor()));
        assertThat(Api.atOnce(calls).stream().map(Answer::status)).allMatch(status -> status == 200);
        assertThat(paidPayments(order)).isEqualTo(1);
        assertThat(published(order)).containsExactly("paid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "W/\"2\"", "\"2-gzip\"", "nonsense"})
    void cashIsNotCollectedForAnOrderThatHasChanged(String ifMatch) {
        var order = cashOrder();
        assertThat(collect(order, ifMatch).field("code")).isEqualTo("stale-version");
        assertThat(database.count("select count(*) from payments where order_id = $1", order.id()))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "W/\"1\"", "\"1-gzip\"", "*", "\"7\", \"1\""})
    void cashIsCollectedForTheOrderAsItIsKnown(String ifMatch) {
        var order = cashOrder();
        assertThat(collect(order, ifMatch).field("status")).isEqualTo("paid");
        assertThat(collect(order, ifMatch).field("status"))
                .as("a repeat changes nothing")
                .isEqualTo("paid");
        assertThat(published(order)).containsExactly("paid");
    }

    private Answer collect(Placed order, String ifMatch) {
        return Api.answer(api.posting(order.path("/payment/collected"), "", headers -> {
            headers.setBearerAuth(accounts.vendor());
            headers.set("If-Match", ifMatch);
        }));
    }

    @Test
    void cashIsNotCollectedForOtherOrders() {
        var cancelled = cashOrder();
        cancel(cancelled);
        assertThat(collect(cancelled).field("code")).isEqualTo("order-not-payable");
        assertThat(collect(cardOrder()).field("code")).isEqualTo("order-not-payable");
    }

    @Test
    void nobodyIsAskedAboutCash() {
        var order = cashOrder();
        start(order);
        expire(order);
        reconcile(order);
        assertThat(status(order)).isEqualTo("pending");
    }

    @Test
    void cashForACancelledOrderIsGivenBackByHand() {
        var order = cashOrder();
        collect(order);
        cancel(order);
        handleCancelled(order);
        handleCancelled(order);
        assertThat(flags(order)).containsExactly("refund-by-hand");
        assertThat(post(order.path("/refund"), "{\"all\": true}", accounts.admin())
                        .field("code"))
                .isEqualTo("not-refundable");

        var admin = accounts.admin();
        var flag = api.get("/api/v1/payments/flagged?limit=100", admin)
                .json()
                .path("items")
                .valueStream()
                .filter(each ->
                        each.path("order_id").asString().equals(order.id().toString()))
                .findFirst()
                .orElseThrow();
        assertThat(flag.path("amount").asString()).isEqualTo("900.00");
        var resolve = "/api/v1/payments/flagged/" + flag.path("id").asString() + "/resolve";
        var resolved = post(resolve, Map.of("note", "At the door", "refunded", true), admin);
        assertThat(resolved.status()).isEqualTo(200);
        assertThat(resolved.field("resolved_at")).isNotEmpty();
        assertThat(post(resolve, Map.of("note", "Again", "refunded", true), admin)
                        .field("note"))
                .isEqualTo("At the door");
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertThat(flags(order)).isEmpty();
        assertThat(published(order)).containsExactly("paid", "refunded");
    }

    @ParameterizedTest
    @CsvSource({"bkash, USD", "nagad, USD"})
    void whatTheShopCannotTakeIsRefused(String method, String currency) {
        var answer = start(order(method, currency, 100));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.field("code")).isEqualTo("payment-method-unavailable");
    }

    private Placed cashOrder() {
        return order("cash_on_delivery", "BDT", 90_000);
    }

    private Answer collect(Placed order) {
        return post(order.path("/payment/collected"), "", accounts.vendor());
    }
}
