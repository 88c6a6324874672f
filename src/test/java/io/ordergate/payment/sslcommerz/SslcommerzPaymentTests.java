package io.ordergate.payment.sslcommerz;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.FakeSslcommerz;
import io.ordergate.payment.PaymentTest;
import io.ordergate.payment.StubServer.Reply;
import io.ordergate.support.http.Forms;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;

/** SSLCommerz: every order of browser, notification, query and repeat, and everything that may be wrong with them. */
class SslcommerzPaymentTests extends PaymentTest {

    @AfterEach
    void recover() {
        SSLCOMMERZ.instead.clear();
    }

    @Test
    void theSessionHasWhatSslcommerzInsistsOn() {
        var order = started();
        var call = SSLCOMMERZ.server.received("/gwprocess/").stream()
                .filter(each -> each.body().contains(reference(order)))
                .findFirst()
                .orElseThrow();
        var sent = Forms.decode(call.body());
        assertThat(sent)
                .containsEntry("total_amount", "500.00")
                .containsEntry("currency", "BDT")
                .containsEntry("ipn_url", "https://pay.example.test/webhooks/sslcommerz")
                .containsEntry("shipping_method", "NO")
                .containsKeys(
                        "success_url",
                        "fail_url",
                        "cancel_url",
                        "product_name",
                        "product_category",
                        "product_profile",
                        "cus_name",
                        "cus_email",
                        "cus_add1",
                        "cus_city",
                        "cus_postcode",
                        "cus_country",
                        "cus_phone",
                        "num_of_item");
        assertThat(sent.values()).doesNotContain("").noneMatch(value -> value.contains("House 7"));
        assertThat(sent.get("tran_id")).hasSizeLessThanOrEqualTo(30);
        assertThat(sent.get("success_url")).hasSizeLessThanOrEqualTo(255).endsWith("&result=success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"N", "B", "J", "NB", "BN", "NN", "FN", "NF", "CNJ", "NCBFJ"})
    void whateverComesFirstThereIsOnePayment(String news) {
        var order = started();
        var reference = reference(order);
        SSLCOMMERZ.pays(reference);
        var failed = FakeSslcommerz.signed(
                SSLCOMMERZ.payment(reference).deepCopy().put("status", "FAILED").put("val_id", ""),
                FakeSslcommerz.PASSWORD);
        var paid = SSLCOMMERZ.notification(reference);
        for (var each : news.split("", -1)) {
            switch (each) {
                case "N" -> assertThat(notify(paid).status()).isEqualTo(200);
                case "F" -> assertThat(notify(failed).status()).isEqualTo(200);
                case "B" -> assertThat(back(order, "success").status()).isEqualTo(200);
                case "C" -> assertThat(back(order, "cancel").status()).isEqualTo(200);
                case "J" -> reconcile(order);
                default -> {}
            }
        }
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(paidPayments(order)).isEqualTo(1);
        assertThat(published(order)).containsExactly("paid");
        assertThat(row("select transaction_id from payments where order_id = $1", order))
                .containsEntry("transaction_id", "bank" + reference);
        assertThat(flags(order)).isEmpty();
    }

    @Test
    void ofManyNotificationsAndReturnsAtOnceOneCounts() {
        var order = started();
        SSLCOMMERZ.pays(reference(order));
        var calls = new ArrayList<Mono<Answer>>(
                Collections.nCopies(30, notifying(SSLCOMMERZ.notification(reference(order)))));
        calls.addAll(Collections.nCopies(20, returning(order, "success")));
        assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 200);
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(paidPayments(order)).isEqualTo(1);
        assertThat(published(order)).containsExactly("paid");
    }

    @Test
    void aForgedOrTamperedNotificationChangesNothing() {
        var order = started();
        var paid = SSLCOMMERZ.pays(reference(order)).deepCopy();
        var tampered = SSLCOMMERZ.notification(reference(order));
        tampered.put("currency_amount", "1.00");
        for (var form : List.of(FakeSslcommerz.signed(paid, "guessed"), tampered, Map.of("tran_id", "x"))) {
            var answer = notify(form);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).doesNotContain(FakeSslcommerz.PASSWORD);
        }
        assertThat(orderShows(order)).isEqualTo("pending");
        assertThat(Api.answer(api.unchecked(HttpMethod.POST, "/webhooks/sslcommerz", "x".repeat(70_000), form -> {}))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void aSignedNotificationThatSslcommerzDoesNotConfirmIsNotBelieved() {
        var order = started();
        var claimed = SSLCOMMERZ
                .payment(reference(order))
                .deepCopy()
                .put("status", "VALID")
                .put("val_id", "made-up");
        assertThat(notify(FakeSslcommerz.signed(claimed, FakeSslcommerz.PASSWORD))
                        .status())
                .isEqualTo(409);
        var another = started();
        SSLCOMMERZ.pays(reference(another));
        claimed.put("val_id", "val" + reference(another));
        assertThat(notify(FakeSslcommerz.signed(claimed, FakeSslcommerz.PASSWORD))
                        .status())
                .as("the validation of another payment")
                .isEqualTo(409);
        assertThat(orderShows(order)).isEqualTo("pending");
        claimed.put("tran_id", "unknown");
        assertThat(notify(FakeSslcommerz.signed(claimed, FakeSslcommerz.PASSWORD))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "499.99, BDT, wrong-amount",
        "500.01, BDT, wrong-amount",
        "500.00, USD, wrong-currency",
        "x, BDT, wrong-currency"
    })
    void anotherAmountIsFlaggedAndDoesNotCount(String amount, String currency, String reason) {
        var order = started();
        SSLCOMMERZ.pays(reference(order)).put("currency_amount", amount).put("currency_type", currency);
        assertThat(notify(SSLCOMMERZ.notification(reference(order))).status()).isEqualTo(200);
        back(order, "success");
        assertThat(paidPayments(order)).isZero();
        assertThat(flags(order)).containsExactly(reason);
    }

    @Test
    void anotherCurrencyIsComparedWithTheOrderAndNotWithTheTaka() {
        var order = order("sslcommerz", "USD", 1_050);
        start(order);
        SSLCOMMERZ.pays(reference(order)).put("amount", "1260.00").put("currency", "BDT");
        notify(SSLCOMMERZ.notification(reference(order)));
        assertThat(orderShows(order)).isEqualTo("paid");
    }

    @ParameterizedTest
    @CsvSource({"EUR, 5000", "KWD, 1501"})
    void whatSslcommerzCannotTakeIsNotOffered(String currency, long minor) {
        var answer = start(order("sslcommerz", currency, minor));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.field("code")).isEqualTo("payment-method-unavailable");
    }

    @Test
    void aRiskyPaymentCountsAndIsFlagged() {
        var order = started();
        SSLCOMMERZ.pays(reference(order)).put("risk_level", 1);
        notify(SSLCOMMERZ.notification(reference(order)));
        back(order, "success");
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(flags(order)).containsExactly("risky");
    }

    @ParameterizedTest
    @CsvSource({"Invalid Information! 'total_amount' is too small, 422", "Store Credential Error, 503", "'', 503"})
    void aRefusalIsToldApartFromAWrongPassword(String reason, int status) {
        var order = order("sslcommerz", "BDT", 50_000);
        SSLCOMMERZ.instead.put("/gwprocess/", call -> FakeSslcommerz.failed(reason));
        assertThat(start(order).status()).isEqualTo(status);
        SSLCOMMERZ.instead.clear();
        assertThat(start(order).status()).isEqualTo(200);
    }

    @Test
    void silenceOfTheSessionLeavesNothingToPay() {
        var order = order("sslcommerz", "BDT", 50_000);
        var silent = new AtomicBoolean(true);
        SSLCOMMERZ.instead.put("/gwprocess/", call -> silent.getAndSet(false) ? Reply.silence() : null);
        assertThat(start(order).status()).isEqualTo(503);
        assertThat(start(order).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "", "{\"APIConnect\":\"FAILED\"}", "{\"status\":\"INVALID_TRANSACTION\"}"})
    void anAnswerThatIsNoneIsMadeUpForLater(String body) {
        var order = started();
        SSLCOMMERZ.pays(reference(order));
        SSLCOMMERZ.instead.put("/validator/", call -> Reply.of(200, body));
        assertThat(notify(SSLCOMMERZ.notification(reference(order))).status()).isEqualTo(409);
        back(order, "success");
        assertThat(status(order)).isEqualTo("pending");
        SSLCOMMERZ.instead.clear();
        reconcile(order);
        assertThat(status(order)).isEqualTo("paid");
    }

    @ParameterizedTest
    @CsvSource({"FAILED, failed", "CANCELLED, failed", "PENDING, failed"})
    void whoGivesUpMayTryAgain(String status, String shown) {
        var order = started();
        var first = reference(order);
        SSLCOMMERZ.ends(first, status);
        back(order, "cancel");
        assertThat(status(order)).isEqualTo(shown);
        start(order);
        assertThat(reference(order)).isNotEqualTo(first);
        SSLCOMMERZ.pays(first);
        SSLCOMMERZ.pays(reference(order));
        notify(SSLCOMMERZ.notification(reference(order)));
        notify(SSLCOMMERZ.notification(first));
        assertThat(orderShows(order)).isEqualTo("paid");
        reconcile(order);
        assertThat(SSLCOMMERZ.refundsOf("bank" + first)).as("paid twice").hasSize(1);
    }

    @Test
    void hintsAreNotBelieved() {
        var order = started();
        back(order, "success");
        assertThat(status(order)).isEqualTo("pending");
        SSLCOMMERZ.pays(reference(order));
        back(order, "cancel");
        assertThat(status(order)).isEqualTo("paid");
    }

    @Test
    void theBrowserMayComeWithAFormFromAnotherOrigin() {
        var order = started();
        SSLCOMMERZ.pays(reference(order));
        var answer = Api.answer(api.unchecked(HttpMethod.POST, path(order, "success"), "status=VALID", headers -> {
            headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
            headers.setOrigin("https://securepay.sslcommerz.com");
        }));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(status(order)).isEqualTo("paid");
    }

    @Test
    void aPartGoesBackAndThenTheRest() {
        var order = paid();
        assertThat(post(order.path("/refund"), Map.of("amount", "200.00"), accounts.admin())
                        .field("status"))
                .isEqualTo("pending");
        settleRefunds(order, "refunded");
        assertThat(orderShows(order)).isEqualTo("partially_refunded");
        assertThat(post(order.path("/refund"), "", accounts.admin()).field("amount"))
                .isEqualTo("300.00");
        settleRefunds(order, "refunded");
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertThat(SSLCOMMERZ.refundsOf("bank" + reference(order)))
                .extracting(each -> each.path("amount").asString())
                .containsExactlyInAnyOrder("200.00", "300.00");
    }

    @Test
    void aRefundThatSslcommerzCancelsHasFailed() {
        var order = paid();
        post(order.path("/refund"), "", accounts.admin());
        settleRefunds(order, "cancelled");
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(flags(order)).containsExactly("refund-failed");
    }

    @Test
    void aRefundWhoseAnswerIsLostIsNeverMadeTwice() {
        var order = paid();
        var lost = new AtomicBoolean();
        SSLCOMMERZ.instead.put("refund_trans_id", call -> {
            if (lost.getAndSet(true)) {
                return null;
            }
            SSLCOMMERZ.refunded(Forms.decode(call.path().replaceFirst("^[^?]*\\?", "")));
            return Reply.silence();
        });
        assertThat(post(order.path("/refund"), "", accounts.admin()).field("status"))
                .isEqualTo("pending");
        for (var time = 0; time < 8; time++) {
            reconcile(order);
        }
        assertThat(SSLCOMMERZ.refundsOf("bank" + reference(order))).hasSize(1);
        assertThat(flags(order)).containsExactly("unresolved");
    }

    private void settleRefunds(Placed order, String status) {
        SSLCOMMERZ.refundsOf("bank" + reference(order)).forEach(refund -> refund.put("status", status));
        reconcile(order);
    }

    private Placed started() {
        var order = order("sslcommerz", "BDT", 50_000);
        assertThat(start(order).status()).isEqualTo(200);
        return order;
    }

    private Placed paid() {
        var order = started();
        SSLCOMMERZ.pays(reference(order));
        notify(SSLCOMMERZ.notification(reference(order)));
        assertThat(status(order)).isEqualTo("paid");
        return order;
    }

    private String reference(Placed order) {
        return newest("reference", order);
    }

    private String newest(String column, Placed order) {
        return row("select " + column + " from payments where order_id = $1 order by attempt desc limit 1", order)
                .get(column)
                .toString();
    }

    private String path(Placed order, String result) {
        return "/payments/return/sslcommerz?payment=" + newest("id", order) + "&result=" + result;
    }

    private Answer back(Placed order, String result) {
        return Api.answer(returning(order, result));
    }

    private Mono<Answer> returning(Placed order, String result) {
        return api.call(HttpMethod.GET, path(order, result), "", headers -> {});
    }

    private Answer notify(Map<String, String> form) {
        return Api.answer(notifying(form));
    }

    private Mono<Answer> notifying(Map<String, String> form) {
        return api.unchecked(
                HttpMethod.POST,
                "/webhooks/sslcommerz",
                Forms.encode(form),
                headers -> headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED));
    }
}
