package io.ordergate.payment.nagad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.payment.PaymentTest;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.security.GeneralSecurityException;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

/** Nagad: initialise and complete, encrypted and signed; the customer's callback is never believed. */
class NagadPaymentTests extends PaymentTest {

    @AfterEach
    void recover() {
        NAGAD.forged = false;
        NAGAD.silent = false;
    }

    @Test
    void aPaymentIsStartedWithTheTermsOfTheOrder() {
        var order = nagadOrder();
        var answer = start(order);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/next_action/url").asString()).startsWith("https://nagad.example/pay/NG");
        assertThat(NAGAD.payment(reference(order)).path("amount").asString()).isEqualTo("100.00");
    }

    @ParameterizedTest
    @CsvSource({
        "Success, Success, paid",
        "Failed, Success, paid",
        "Aborted, Success, paid",
        "Success, Failed, failed",
        "Success, Aborted, failed",
        "Success, Started, pending"
    })
    void onlyWhatNagadSaysCounts(String claimed, String truth, String expected) {
        var order = started();
        settle(order, truth);
        back(order, claimed);
        back(order, claimed);
        assertThat(status(order)).isEqualTo(expected);
        assertThat(orderShows(order)).isEqualTo(expected);
    }

    @Test
    void manyCallbacksAtOnceAreOnePayment() {
        var order = started();
        settle(order, "Success");
        var path = "/payments/return/nagad?status=Success&payment_ref_id=" + reference(order);
        assertThat(Api.atOnce(Collections.nCopies(30, api.call(HttpMethod.GET, path, "", headers -> {}))))
                .allMatch(answer -> answer.status() == 200);
        reconcile(order);
        assertThat(published(order)).containsExactly("paid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99.99", "1000.00", "", "x"})
    void aWrongAmountIsFlagged(String amount) {
        var order = started();
        settle(order, "Success");
        NAGAD.payment(reference(order)).put("amount", amount);
        back(order, "Success");
        assertThat(paidPayments(order)).isZero();
        assertThat(flags(order)).hasSize(1);
    }

    @Test
    void thePaymentOfAnotherOrderCountsForNothing() {
        var order = started();
        settle(order, "Success");
        NAGAD.payment(reference(order)).put("orderId", "another");
        back(order, "Success");
        assertThat(status(order)).isEqualTo("pending");
    }

    @Test
    void whatNagadHasNotSignedStartsNothing() {
        NAGAD.forged = true;
        assertThat(start(nagadOrder()).field("code")).isEqualTo("payment-unavailable");
    }

    @Test
    void silenceIsResolvedByAsking() {
        var order = started();
        settle(order, "Success");
        NAGAD.silent = true;
        back(order, "Success");
        assertThat(row("select status from payments where order_id = $1", order))
                .containsEntry("status", "unknown");
        NAGAD.silent = false;
        reconcile(order);
        assertThat(status(order)).isEqualTo("paid");
    }

    @Test
    void aCancelledOrderIsFlaggedSinceNagadGivesNothingBack() {
        var order = started();
        settle(order, "Success");
        back(order, "Success");
        cancel(order);
        handleCancelled(order);
        assertThat(flags(order)).containsExactly("refund-by-hand");
        assertThat(post(order.path("/refund"), "{\"all\": true}", accounts.admin())
                        .field("code"))
                .isEqualTo("not-refundable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withRSA", "SHA1withRSA"})
    void bothSidesUnderstandEachOther(String signature) throws GeneralSecurityException {
        var ours = crypto(NAGAD.merchant.getPrivate(), NAGAD.gateway.getPublic(), signature);
        var theirs = crypto(NAGAD.gateway.getPrivate(), NAGAD.merchant.getPublic(), signature);
        assertThat(theirs.open(ours.seal("{\"a\":\"ä\"}"))).isEqualTo("{\"a\":\"ä\"}");
        var stranger = crypto(FakeNagad.keys().getPrivate(), NAGAD.gateway.getPublic(), signature);
        assertThatThrownBy(() -> theirs.open(stranger.seal("{}"))).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> theirs.open(new NagadCrypto.SealedMessage("%", "%")))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void keysThatAreNotKeysStopTheStart() {
        assertThatThrownBy(() -> NagadCrypto.of(
                        new NagadSettings("", "m", Sensitive.NONE, Sensitive.of("hush"), "x", "SHA256withRSA", "")))
                .hasMessageContaining("NAGAD_MERCHANT_PRIVATE_KEY")
                .hasMessageNotContaining("hush");
    }

    private static NagadCrypto crypto(java.security.Key ours, java.security.Key theirs, String signature) {
        return NagadCrypto.of(new NagadSettings(
                "", "m", Sensitive.NONE, Sensitive.of(FakeNagad.text(ours)), FakeNagad.text(theirs), signature, ""));
    }

    private Placed nagadOrder() {
        return order("nagad", "BDT", 10_000);
    }

    private Placed started() {
        var order = nagadOrder();
        start(order);
        return order;
    }

    private void settle(Placed order, String status) {
        var reference = reference(order);
        NAGAD.payment(reference).put("status", status).put("issuerPaymentRefNo", "IP" + reference);
    }

    private String reference(Placed order) {
        return row("select reference from payments where order_id = $1", order)
                .get("reference")
                .toString();
    }

    private Answer back(Placed order, String status) {
        return api.get("/payments/return/nagad?status=" + status + "&payment_ref_id=" + reference(order));
    }
}
