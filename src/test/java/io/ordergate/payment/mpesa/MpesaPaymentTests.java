package io.ordergate.payment.mpesa;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.FakeMpesa;
import io.ordergate.payment.PaymentTest;
import io.ordergate.payment.StubServer.Received;
import io.ordergate.payment.StubServer.Reply;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** M-Pesa: every order of callback, query and repeat, and everything that may be wrong with them. */
class MpesaPaymentTests extends PaymentTest {

    @AfterEach
    void recover() {
        MPESA.instead.clear();
    }

    @Test
    void thePromptIsOnThePhoneOfTheOrder() {
        var order = kesOrder();
        var answer = start(order);
        assertThat(answer.json().at("/next_action/type").asString()).isEqualTo("confirm_on_phone");
        var push = MPESA.prompt(reference(order));
        assertThat(push.path("Amount").asString()).isEqualTo("500");
        assertThat(push.path("PartyA").asString()).matches("2547\\d{8}");
        assertThat(push.path("PartyB").asString()).isEqualTo(FakeMpesa.SHORTCODE);
        assertThat(push.path("TransactionType").asString()).isEqualTo("CustomerPayBillOnline");
        assertThat(push.path("AccountReference").asString()).matches("[A-Za-z0-9]{1,12}");
        assertThat(push.path("TransactionDesc").asString()).hasSizeLessThanOrEqualTo(13);
        assertThat(push.path("CallBackURL").asString())
                .startsWith("https://pay.example.test/webhooks/till/")
                .doesNotContainPattern("(?i)mpesa|safaricom|exe|cmd|sql|query");
        assertThat(start(order).field("payment_id")).isEqualTo(answer.field("payment_id"));
        assertThat(pushes(order)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"KES, 50050", "USD, 50000"})
    void whatMpesaCannotExpressIsNotOffered(String currency, long minor) {
        var answer = start(order("mpesa", currency, minor, kenyan()));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.field("code")).isEqualTo("payment-method-unavailable");
    }

    @Test
    void aPhoneOfAnotherCountryIsRefused() {
        assertThat(start(order("mpesa", "KES", 50_000)).field("code")).isEqualTo("payment-refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "J", "CC", "CJ", "JC", "CCJC"})
    void whateverComesFirstThereIsOnePaymentWithItsReceipt(String news) {
        var order = started();
        var receipt = MPESA.pays(reference(order));
        for (var each : news.split("", -1)) {
            switch (each) {
                case "C" -> assertThat(callback(order).status()).isEqualTo(200);
                case "J" -> reconcile(order);
                default -> {}
            }
        }
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(paidPayments(order)).isEqualTo(1);
        assertThat(published(order)).containsExactly("paid");
        assertThat(newest("transaction_id", order)).isEqualTo(news.contains("C") ? receipt : reference(order));
        assertThat(flags(order)).isEmpty();
    }

    @Test
    void ofManyCallbacksAtOnceOneCounts() {
        var order = started();
        MPESA.pays(reference(order));
        var answers = Api.atOnce(Collections.nCopies(50, posting(path(order), MPESA.callback(reference(order)))));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(paidPayments(order)).isEqualTo(1);
        assertThat(published(order)).containsExactly("paid");
        assertThat(flags(order)).isEmpty();
    }

    @Test
    void aCallbackWithoutTheKeyOrThatMpesaDoesNotConfirmChangesNothing() {
        var order = started();
        var another = started();
        MPESA.pays(reference(another));
        var claimed = MPESA.callback(reference(another)).replace(reference(another), reference(order));
        assertThat(post(path(order).replaceFirst("..$", "zz"), claimed).status())
                .isEqualTo(403);
        assertThat(post(path(another).replace(payment(another), payment(order)), claimed)
                        .status())
                .as("the key of another payment")
                .isEqualTo(403);
        assertThat(post(path(order), claimed).status()).isEqualTo(200);
        assertThat(orderShows(order)).as("M-Pesa was asked").isEqualTo("pending");
        assertThat(post(path(order), MPESA.callback(reference(another))).status())
                .as("another prompt")
                .isEqualTo(200);
        assertThat(orderShows(order)).isEqualTo("pending");
        for (var body : List.of("{}", "{\"Body\":{\"stkCallback\":{\"CheckoutRequestID\":5}}}")) {
            assertThat(post(path(order), body).status()).isEqualTo(200);
        }
        assertThat(Api.answer(api.unchecked(HttpMethod.POST, path(order), "x".repeat(70_000), form -> {}))
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"499", "501", "5000"})
    void anotherAmountIsFlaggedAndDoesNotCount(String amount) {
        var order = started();
        MPESA.pays(reference(order));
        MPESA.prompt(reference(order)).put("Amount", amount);
        callback(order);
        reconcile(order);
        assertThat(paidPayments(order)).isZero();
        assertThat(flags(order)).containsExactly("wrong-amount");
    }

    @ParameterizedTest
    @CsvSource({"1032, failed", "1, failed", "2001, failed", "1037, pending", "4999, pending", "7777, pending"})
    void resultsMeanWhatTheyMean(String result, String expected) {
        var order = started();
        MPESA.ends(reference(order), result);
        callback(order);
        assertThat(status(order)).isEqualTo(expected);
    }

    @Test
    void aPhoneThatDoesNotAnswerIsWaitedForTwoMinutes() {
        var order = started();
        MPESA.ends(reference(order), "1037");
        database.run("update payments set created_at = now() - interval '3 minutes' where order_id = $1", order.id());
        reconcile(order);
        assertThat(status(order)).isEqualTo("failed");
        start(order);
        assertThat(pushes(order)).hasSize(2);
    }

    @Test
    void aSuccessThatAQueryCallsFailedIsForAPerson() {
        var order = started();
        MPESA.pays(reference(order));
        var body = MPESA.callback(reference(order));
        MPESA.ends(reference(order), "1032");
        assertThat(post(path(order), body).status()).isEqualTo(200);
        assertThat(paidPayments(order)).isZero();
        assertThat(flags(order)).containsExactly("unresolved");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterSilenceTheCallbackNamesThePromptAndNoSecondOneIsSent(boolean early) {
        var order = kesOrder();
        var checkout = new AtomicReference<>("");
        MPESA.instead.put("/stkpush/", call -> {
            checkout.set(MPESA.accept((ObjectNode) call.json()));
            return early ? Reply.of(503, "") : Reply.silence();
        });
        assertThat(start(order).status()).isEqualTo(200);
        MPESA.instead.clear();
        assertThat(start(order).status()).isEqualTo(200);
        assertThat(pushes(order)).hasSize(1);
        reconcile(order);
        assertThat(status(order)).isEqualTo("pending");
        MPESA.pays(checkout.get());
        assertThat(post(path(order), MPESA.callback(checkout.get())).status()).isEqualTo(200);
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(reference(order)).isEqualTo(checkout.get());
    }

    @Test
    void aPromptThatNobodyHearsOfEnds() {
        var order = kesOrder();
        MPESA.instead.put("/stkpush/", call -> Reply.of(500, ""));
        start(order);
        MPESA.instead.clear();
        database.run("update payments set created_at = now() - interval '6 minutes' where order_id = $1", order.id());
        reconcile(order);
        assertThat(status(order)).isEqualTo("failed");
        assertThat(start(order).status()).isEqualTo(200);
    }

    @Test
    void aCallbackMayComeBeforeTheAnswerToThePush() {
        var order = kesOrder();
        MPESA.instead.put("/stkpush/", call -> {
            var checkout = MPESA.accept((ObjectNode) call.json());
            MPESA.pays(checkout);
            var path = URI.create(call.json().path("CallBackURL").asString()).getPath();
            assertThat(post(path, MPESA.callback(checkout)).status()).isEqualTo(200);
            return Reply.ok("{\"ResponseCode\":\"0\",\"CheckoutRequestID\":\"" + checkout + "\"}");
        });
        assertThat(start(order).status()).isEqualTo(200);
        assertThat(orderShows(order)).isEqualTo("paid");
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400.002.02, 422",
        "500, 500.001.1001, 503",
        "500, 500.003.02, 503",
        "404, 404.001.01, 503",
        "405, 405.001, 503"
    })
    void aPushThatWasNotTakenIsNotWaitedFor(int http, String code, int status) {
        var order = kesOrder();
        MPESA.instead.put("/stkpush/", call -> FakeMpesa.error(http, code, "no"));
        assertThat(start(order).status()).isEqualTo(status);
        MPESA.instead.clear();
        assertThat(start(order).status()).isEqualTo(200);
    }

    @Test
    void aTokenThatIsRefusedIsRenewedOnceForAll() {
        started();
        MPESA.token = "another";
        var before = MPESA.server.received("/oauth/").size();
        var calls = new ArrayList<Mono<Answer>>();
        for (var number = 0; number < 20; number++) {
            var order = kesOrder();
            calls.add(posting(order.path("/payment"), "", order.token()));
        }
        assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 200);
        assertThat(MPESA.server.received("/oauth/").size() - before).isBetween(1, 2);
    }

    @Test
    void theWholePaymentIsReversedWhenTheResultSaysSo() {
        var order = paid();
        assertThat(post(order.path("/refund"), Map.of("amount", "100.00"), accounts.admin())
                        .field("code"))
                .as("a part")
                .isEqualTo("not-refundable");
        assertThat(post(order.path("/refund"), "", accounts.admin()).field("status"))
                .isEqualTo("pending");
        var reversal = MPESA.reversals(newest("transaction_id", order)).get(0);
        assertThat(reversal.path("Amount").asString()).isEqualTo("500");
        assertThat(reversal.path("RecieverIdentifierType").asString()).isEqualTo("11");
        var path = URI.create(reversal.path("ResultURL").asString()).getPath();
        var result = FakeMpesa.result(refund("reference", order), 0, Map.of("Amount", 500.0));
        assertThat(post(path.replace("/result", "/timeout"), result).status()).isEqualTo(200);
        assertThat(post(path.replaceFirst("/[0-9a-f]{64}/", "/guessed/"), result)
                        .status())
                .isEqualTo(403);
        assertThat(post(path, FakeMpesa.result("conv-other", 0, Map.of())).status())
                .isEqualTo(200);
        assertThat(orderShows(order)).isEqualTo("paid");
        var answers = Api.atOnce(Collections.nCopies(20, posting(path, result)));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(orderShows(order)).isEqualTo("refunded");
        assertThat(flags(order)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "R000001, refunded, ''",
        "1, paid, refund-failed",
        "R000002, paid, refund-failed",
        "2001, paid, refund-failed"
    })
    void aReversalEndsAsItsResultSays(String code, String shown, String flag) {
        var order = paid();
        post(order.path("/refund"), "", accounts.admin());
        var reversal = MPESA.reversals(newest("transaction_id", order)).get(0);
        var path = URI.create(reversal.path("ResultURL").asString()).getPath();
        post(path, FakeMpesa.result(refund("reference", order), code, Map.of()));
        assertThat(orderShows(order)).isEqualTo(shown);
        assertThat(flags(order)).isEqualTo(flag.isEmpty() ? List.of() : List.of(flag));
    }

    @Test
    void aReversalWhoseResultIsLostIsAskedFor() {
        var order = paid();
        post(order.path("/refund"), "", accounts.admin());
        reconcile(order);
        var asked = MPESA.server.received("/transactionstatus/").stream()
                .map(Received::json)
                .filter(each -> each.path("OriginalConversationID").asString().equals(refund("reference", order)))
                .findFirst()
                .orElseThrow();
        var path = URI.create(asked.path("ResultURL").asString()).getPath();
        post(path, FakeMpesa.result("conv-status", 0, Map.of("TransactionStatus", "Pending", "Amount", 500.0)));
        assertThat(orderShows(order)).isEqualTo("paid");
        post(path, FakeMpesa.result("conv-status", 0, Map.of("TransactionStatus", "Completed", "Amount", 500.0)));
        assertThat(orderShows(order)).isEqualTo("refunded");
    }

    @Test
    void silenceOfAReversalIsRepeatedSinceMpesaMakesItOnce() {
        var order = paid();
        var lost = new AtomicBoolean();
        MPESA.instead.put("/reversal/", call -> lost.getAndSet(true) ? null : Reply.silence());
        post(order.path("/refund"), "", accounts.admin());
        reconcile(order);
        assertThat(MPESA.reversals(newest("transaction_id", order))).hasSize(2);
        assertThat(refund("status", order)).isEqualTo("pending");
    }

    @Test
    void aReversalOfAnotherAmountIsFlagged() {
        var order = paid();
        post(order.path("/refund"), "", accounts.admin());
        var reversal = MPESA.reversals(newest("transaction_id", order)).get(0);
        post(
                URI.create(reversal.path("ResultURL").asString()).getPath(),
                FakeMpesa.result(refund("reference", order), 0, Map.of("Amount", 1.0)));
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(flags(order)).containsExactly("wrong-amount");
    }

    @Test
    void moneyWithoutAReceiptGoesBackByHand() {
        var order = started();
        MPESA.pays(reference(order));
        cancel(order);
        reconcile(order);
        assertThat(flags(order)).containsExactly("refund-by-hand");
        callback(order);
        assertThat(post(order.path("/refund"), "", accounts.admin()).status())
                .as("the receipt has come")
                .isEqualTo(202);
    }

    private Placed kesOrder() {
        return order("mpesa", "KES", 50_000, kenyan());
    }

    private static String kenyan() {
        var phone = Api.somePhone();
        return "+2547" + phone.substring(phone.length() - 8);
    }

    private Placed started() {
        var order = kesOrder();
        assertThat(start(order).status()).isEqualTo(200);
        return order;
    }

    private Placed paid() {
        var order = started();
        MPESA.pays(reference(order));
        callback(order);
        assertThat(status(order)).isEqualTo("paid");
        return order;
    }

    private List<Received> pushes(Placed order) {
        var end = order.number().substring(order.number().length() - 12);
        return MPESA.server.received("/stkpush/").stream()
                .filter(call -> call.json().path("AccountReference").asString().equals(end))
                .toList();
    }

    private String reference(Placed order) {
        return newest("reference", order);
    }

    private String payment(Placed order) {
        return newest("id", order);
    }

    private String newest(String column, Placed order) {
        return String.valueOf(
                row("select " + column + " from payments where order_id = $1 order by attempt desc limit 1", order)
                        .get(column));
    }

    private String refund(String column, Placed order) {
        return String.valueOf(row(
                        "select r." + column
                                + " from refunds r join payments p on p.id = r.payment_id where p.order_id = $1",
                        order)
                .get(column));
    }

    /** The path that the push has told M-Pesa. */
    private String path(Placed order) {
        var pushes = pushes(order);
        return URI.create(
                        pushes.get(pushes.size() - 1).json().path("CallBackURL").asString())
                .getPath();
    }

    private Answer callback(Placed order) {
        return post(path(order), MPESA.callback(reference(order)));
    }

    private Answer post(String path, String body) {
        return Api.answer(posting(path, body));
    }

    private Mono<Answer> posting(String path, String body) {
        return api.call(HttpMethod.POST, path, body, headers -> headers.setContentType(MediaType.APPLICATION_JSON));
    }
}
