package io.ordergate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;

/** What staff give back by hand is recorded once, and never more than was paid. */
class RecordedRefundTests extends PaymentTest {

    @Test
    void aRepeatIsRecordedOnce() {
        var order = collected();
        var vendor = accounts.vendor();
        var calls = Collections.nCopies(16, recording(order, "{\"amount\":\"400.00\"}", "one", vendor));
        var answers = Api.atOnce(calls);
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers.stream().map(answer -> answer.field("id")))
                .containsOnly(answers.get(0).field("id"));
        assertThat(answers.stream()
                        .filter(answer -> answer.header("Idempotent-Replayed").isEmpty()))
                .hasSize(1);
        assertThat(answers.get(0).field("status")).isEqualTo("settled");
        assertThat(refunded(order)).isEqualTo(40_000);
        assertThat(orderShows(order)).isEqualTo("partially_refunded");
        assertThat(answer(recording(order, "{\"amount\":\"300.00\"}", "one", vendor))
                        .field("code"))
                .isEqualTo("idempotency-key-reused");
    }

    @Test
    void manyAtOnceNeverGiveBackMoreThanWasPaid() {
        var order = collected();
        var vendor = accounts.vendor();
        var calls = IntStream.range(0, 12)
                .mapToObj(number -> recording(order, "{\"amount\":\"200.00\"}", "key-" + number, vendor))
                .toList();
        var answers = Api.atOnce(calls);
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(4);
        assertThat(answers.stream().filter(answer -> answer.status() != 200))
                .allMatch(answer -> answer.field("code").equals("not-refundable"));
        assertThat(refunded(order)).isEqualTo(80_000);
        assertThat(answer(recording(order, "{\"all\":true}", "rest", vendor)).field("amount"))
                .isEqualTo("100.00");
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertThat(published(order)).containsExactly("paid", "partially_refunded", "refunded");
    }

    @Test
    void aReferenceNamesOneRefund() {
        var order = collected();
        var vendor = accounts.vendor();
        var body = "{\"amount\":\"100.00\",\"reference\":\" Transfer 8814 \"}";
        assertThat(answer(recording(order, body, "first", vendor)).status()).isEqualTo(200);
        assertThat(answer(recording(order, body, "second", accounts.admin())).field("code"))
                .isEqualTo("not-refundable");
        assertThat(refunded(order)).isEqualTo(10_000);
        assertThat(database.count("""
                        select count(*) from payment_events e join payments p on p.id = e.payment_id
                         where p.order_id = $1 and e.kind = 'refunded-by-hand'""", order.id())).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"all\":false}",
                "{\"all\":true,\"amount\":\"1.00\"}",
                "{\"amount\":\"0\"}",
                "{\"amount\":\"-1\"}",
                "{\"amount\":\"1.001\"}",
                "{\"amount\":\"1.00\",\"reference\":\"a\\u0000b\"}",
                "{\"amount\":\"1.00\",\"note\":\"unknown\"}"
            })
    void whatIsNotUnderstoodIsRefused(String body) {
        var order = collected();
        assertThat(answer(recording(order, body, "key", accounts.vendor())).status())
                .isEqualTo(400);
        assertThat(refunded(order)).isZero();
    }

    @Test
    void withoutAKeyNothingIsRecorded() {
        var order = collected();
        assertThat(post(order.path("/refunds/recorded"), "{\"all\":true}", accounts.vendor())
                        .field("code"))
                .isEqualTo("invalid-idempotency-key");
        assertThat(refunded(order)).isZero();
    }

    @Test
    void whatWasPaidForAParcelThatCameBackIsFlaggedAndRecorded() {
        for (var status : List.of("returned", "refused")) {
            var order = collected();
            database.force("update orders set status = $1 where id = $2", status, order.id());
            handleChange(order, status);
            handleChange(order, status);
            assertThat(flags(order)).containsExactly("order-returned");
            assertThat(orderShows(order)).as("a person decides").isEqualTo("paid");
            assertThat(answer(recording(order, "{\"all\":true}", "all", accounts.vendor()))
                            .status())
                    .isEqualTo(200);
            assertThat(orderShows(order)).isEqualTo("refunded");
        }
    }

    @Test
    void cashThatWasNeverCollectedIsNotDue() {
        var order = order("cash_on_delivery", "BDT", 90_000);
        start(order);
        database.force("update orders set status = 'refused' where id = $1", order.id());
        handleChange(order, "refused");
        assertThat(flags(order)).isEmpty();
        var shown = shown(order);
        assertThat(shown.field("status")).isEqualTo("pending");
        assertThat(shown.json().at("/next_action/type").asString()).isEqualTo("none");
        assertThat(post(order.path("/payment/collected"), "", accounts.vendor()).field("code"))
                .isEqualTo("order-not-payable");
    }

    @Test
    void moneyForARefusedOrderGoesBackAtOnce() {
        var order = cardOrder();
        var reference = started(order);
        database.force("update orders set status = 'refused' where id = $1", order.id());
        var payment = RAZORPAY.pays(reference, "captured");
        webhook(RAZORPAY.event("payment.captured", payment));
        reconcile(order);
        assertThat(orderShows(order)).isEqualTo("refunded");
    }

    private Placed collected() {
        var order = order("cash_on_delivery", "BDT", 90_000);
        assertThat(post(order.path("/payment/collected"), "", accounts.vendor()).status())
                .isEqualTo(200);
        return order;
    }

    private long refunded(Placed order) {
        return database.count("select sum(refunded_minor) from payments where order_id = $1", order.id());
    }

    private static Answer answer(Mono<Answer> call) {
        return Api.answer(call);
    }

    private Mono<Answer> recording(Placed order, String body, String key, String token) {
        return api.call(HttpMethod.POST, order.path("/refunds/recorded"), body, headers -> {
            headers.setBearerAuth(token);
            headers.setContentType(MediaType.APPLICATION_JSON);
            headers.set("Idempotency-Key", key);
        });
    }
}
