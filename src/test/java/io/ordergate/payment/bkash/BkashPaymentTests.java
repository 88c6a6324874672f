package io.ordergate.payment.bkash;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.FakeBkash;
import io.ordergate.payment.PaymentTest;
import io.ordergate.payment.StubServer.Reply;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/** bKash: agreed on its page, executed once, asked after silence; one token for everybody. */
class BkashPaymentTests extends PaymentTest {

    @Autowired
    private BkashTokens tokens;

    @AfterEach
    void recover() {
        BKASH.instead.clear();
    }

    @BeforeEach
    void begin() {
        database.run("update payment_tokens set calls = '{}', leased_till = '-infinity' where provider = 'bkash'");
        var held = tokens.current().block(PATIENCE);
        assertThat(held).isNotNull();
        if (!tokens.idToken(held).equals(BKASH.token)) { // from the test before
            BKASH.token = tokens.idToken(held);
        }
    }

    @Test
    void theCustomerAgreesOnThePageOfBkash() {
        var order = bkashOrder();
        var action = start(order).json().path("next_action");
        assertThat(action.path("type").asString()).isEqualTo("redirect");
        assertThat(action.path("url").asString()).startsWith(BKASH.server.url());
        var asked = BKASH.payment(reference(order));
        assertThat(asked.path("amount").asString()).isEqualTo("500.00");
        assertThat(asked.path("currency").asString()).isEqualTo("BDT");
        assertThat(asked.path("mode").asString()).isEqualTo("0011");
        assertThat(asked.path("callbackURL").asString()).isEqualTo("https://pay.example.test/payments/return/bkash");
        assertThat(asked.path("merchantInvoiceNumber").asString())
                .contains(row("select number from orders where id = $1", order)
                        .get("number")
                        .toString());
    }

    @Test
    void theMoneyMovesWhenTheCustomerIsBackAndNobodyAsksAfterwards() {
        var order = agreed();
        var page = back(order, "success");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("paid");
        assertThat(status(order)).isEqualTo("paid");
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(BKASH.calls("execute", reference(order))).isEqualTo(1);
        assertThat(BKASH.calls("payment/status", reference(order)))
                .as("a query after a success fails bKash's tests")
                .isZero();
    }

    @Test
    void whoComesBackOftenPaysOnce() {
        var order = agreed();
        var path = "/payments/return/bkash?status=success&paymentID=" + reference(order);
        var answers = Api.atOnce(Collections.nCopies(30, api.call(HttpMethod.GET, path, "", headers -> {})));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(status(order)).isEqualTo("paid");
        assertThat(BKASH.calls("execute", reference(order))).isEqualTo(1);
        assertThat(published(order)).containsExactly("paid");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void silenceOfExecuteIsResolvedByAsking(boolean moved) {
        var order = agreed();
        var reference = reference(order);
        BKASH.instead.put("execute", call -> {
            if (moved) {
                BKASH.execute(reference);
            }
            return Reply.silence();
        });
        back(order, "success");
        assertThat(status(order)).isEqualTo(moved ? "paid" : "pending");
        assertThat(BKASH.calls("execute", reference)).isEqualTo(1);
        assertThat(BKASH.calls("payment/status", reference)).isEqualTo(1);
    }

    @Test
    void silenceOfEverythingIsResolvedByTheJob() {
        var order = agreed();
        BKASH.instead.put("execute", call -> Reply.silence());
        BKASH.instead.put("payment/status", call -> Reply.of(503, ""));
        back(order, "success");
        assertThat(row("select status from payments where order_id = $1", order))
                .containsEntry("status", "unknown");
        reconcile(order);
        assertThat(status(order)).isEqualTo("pending");
        BKASH.execute(reference(order));
        BKASH.instead.clear();
        reconcile(order);
        assertThat(status(order)).isEqualTo("paid");
        assertThat(BKASH.calls("execute", reference(order))).isEqualTo(1);
        assertThat(published(order)).containsExactly("paid");
    }

    @Test
    void aTabClosedBeforeTheCallbackIsStillPaid() {
        var order = agreed();
        BKASH.execute(reference(order));
        reconcile(order);
        assertThat(status(order)).isEqualTo("paid");
    }

    @ParameterizedTest
    @CsvSource({"2023, failed", "2014, failed", "2056, pending", "2062, pending"})
    void codesOfExecuteMeanWhatTheyMean(String code, String expected) {
        var order = agreed();
        BKASH.instead.put("execute", call -> FakeBkash.error(code));
        back(order, "success");
        assertThat(status(order)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "failure"})
    void whoGivesUpMayTryAgain(String status) {
        var order = bkashOrder();
        start(order);
        var first = reference(order);
        back(order, status);
        assertThat(status(order)).isEqualTo("failed");
        start(order);
        assertThat(reference(order)).isNotEqualTo(first);
        assertThat(orderShows(order)).isEqualTo("pending");
    }

    @Test
    void aHintThatSaysCancelledIsNotBelieved() {
        var order = agreed();
        BKASH.execute(reference(order));
        back(order, "cancel");
        assertThat(status(order)).isEqualTo("paid");
    }

    @Test
    void aHintThatSaysSuccessIsNotBelieved() {
        var order = bkashOrder();
        start(order);
        back(order, "success");
        assertThat(status(order)).isEqualTo("pending");
        assertThat(api.get("/payments/return/bkash?status=success&paymentID=TRguessed")
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/payments/return/bkash?status=success&paymentID=%00")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"499.99, BDT, wrong-amount", "500.00, USD, wrong-currency", "x, BDT, wrong-currency"})
    void aWrongAmountIsFlagged(String amount, String currency, String reason) {
        var order = agreed();
        BKASH.payment(reference(order)).put("amount", amount).put("currency", currency);
        back(order, "success");
        assertThat(paidPayments(order)).isZero();
        assertThat(flags(order)).containsExactly(reason);
    }

    @Test
    void aCancelledOrderIsNotExecuted() {
        var order = agreed();
        cancel(order);
        back(order, "success");
        assertThat(BKASH.calls("execute", reference(order))).isZero();
    }

    @Test
    void moneyGoesBack() {
        var order = paid();
        var answer = post(order.path("/refund"), Map.of("amount", "200.00"), accounts.admin());
        assertThat(answer.field("status")).isEqualTo("settled");
        assertThat(orderShows(order)).isEqualTo("partially_refunded");
    }

    @Test
    void silenceOfARefundIsResolvedByAskingForIt() {
        var order = paid();
        var lost = new AtomicBoolean();
        BKASH.instead.put("payment/refund", call -> {
            if (lost.getAndSet(true)) {
                return null;
            }
            BKASH.refunded(reference(order), "500.00");
            return Reply.silence();
        });
        assertThat(post(order.path("/refund"), "{\"all\": true}", accounts.admin())
                        .field("status"))
                .isEqualTo("pending");
        reconcile(order);
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertThat(BKASH.server.received("payment/refund").stream()
                        .filter(call -> call.body().contains("\"" + reference(order) + "\""))
                        .filter(call -> call.json().has("amount")))
                .as("asked for once")
                .hasSize(1);
    }

    @Test
    void manyStartsAtOnceShareOneToken() {
        database.run(
                "update payment_tokens set sealed = null, key_id = null, expires_at = null, calls = '{}' where provider = 'bkash'");
        BKASH.token = "gone";
        var before = BKASH.server.received("/token/").size();
        var calls = new ArrayList<Mono<Answer>>();
        for (var number = 0; number < 20; number++) {
            var order = bkashOrder();
            calls.add(posting(order.path("/payment"), "", order.token()));
        }
        assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 200);
        assertThat(BKASH.server.received("/token/").size() - before).isEqualTo(1);
    }

    @Test
    void thereAreNeverMoreThanTwoTokenCallsAnHour() {
        BKASH.instead.put("create", call -> Reply.of(401, "{\"message\":\"Unauthorized\"}"));
        var before = BKASH.server.received("/token/").size();
        var calls = new ArrayList<Mono<Answer>>();
        for (var number = 0; number < 20; number++) {
            var order = bkashOrder();
            calls.add(posting(order.path("/payment"), "", order.token()));
        }
        assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 503);
        assertThat(BKASH.server.received("/token/").size() - before).isLessThanOrEqualTo(2);
        assertThat(database.count("select cardinality(calls) from payment_tokens where provider = 'bkash'"))
                .isLessThanOrEqualTo(2);
    }

    @Test
    void theTokenIsStoredSealed() {
        assertThat(database.count("select count(*) from payment_tokens where encode(sealed, 'escape') like '%tok-%'"))
                .isZero();
        assertThat(database.count("select count(*) from payment_tokens where sealed is not null"))
                .isEqualTo(1);
    }

    private Placed bkashOrder() {
        return order("bkash", "BDT", 50_000);
    }

    private Placed agreed() {
        var order = bkashOrder();
        start(order);
        BKASH.agrees(reference(order));
        return order;
    }

    private Placed paid() {
        var order = agreed();
        back(order, "success");
        assertThat(status(order)).isEqualTo("paid");
        return order;
    }

    private String reference(Placed order) {
        return row("select reference from payments where order_id = $1 order by attempt desc limit 1", order)
                .get("reference")
                .toString();
    }

    private Answer back(Placed order, String status) {
        return api.get("/payments/return/bkash?status=" + status + "&paymentID=" + reference(order));
    }
}
