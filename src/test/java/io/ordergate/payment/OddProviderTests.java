package io.ordergate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.StubServer.Reply;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Providers that refuse for good, and providers whose names no database takes. */
class OddProviderTests extends PaymentTest {

    private static final String BELOW_MINIMUM =
            "{\"error\":{\"code\":\"BAD_REQUEST_ERROR\",\"description\":\"The amount must be at least INR 1.00, call +8801700000001\",\"reason\":\"input_validation_failed\",\"field\":\"amount\"}}";

    @AfterEach
    void recover() {
        RAZORPAY.instead.clear();
        BKASH.instead.clear();
    }

    static List<String> oddNames() {
        return List.of(
                "pay_\u0000x",
                "\u0000",
                "pay_\ud800",
                "\udc00pay",
                "pay \u202e1",
                "p".repeat(201),
                "p".repeat(20_000),
                "",
                "\n");
    }

    @Test
    void whatRazorpayWillNotTakeIsRefused() {
        var order = order("card", "INR", 50);
        RAZORPAY.instead.put("/orders", call -> Reply.of(400, BELOW_MINIMUM));
        var version = database.count("select version from orders where id = $1", order.id());
        for (var time = 0; time < 5; time++) {
            var refused = start(order);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.field("code")).isEqualTo("payment-refused");
            assertThat(refused.json().has("provider_reason")).isFalse();
            assertThat(refused.body()).doesNotContain("INR 1.00");
        }
        var staff = post(order.path("/payment"), "", accounts.admin());
        assertThat(staff.field("provider_reason"))
                .startsWith("The amount must be at least INR 1.00")
                .doesNotContain("8801700000001");
        assertThat(api.get(order.path("/payment"), accounts.admin()).field("provider_reason"))
                .startsWith("The amount must be at least INR 1.00");
        assertThat(shown(order).json().has("provider_reason")).isFalse();
        assertNoSpam(order, version);
        RAZORPAY.instead.clear();
        assertThat(started(order)).as("the shop has settled it with Razorpay").startsWith("order_");
        assertThat(attempts(order)).isEqualTo(1);
        assertThat(shown(order).field("status")).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2006", "2007"})
    void whatBkashWillNotTakeIsRefused(String code) {
        var order = order("bkash", "BDT", 50);
        BKASH.instead.put("create", call -> FakeBkash.error(code));
        var version = database.count("select version from orders where id = $1", order.id());
        assertThat(start(order).field("code")).isEqualTo("payment-refused");
        assertThat(start(order).status()).isEqualTo(422);
        assertThat(post(order.path("/payment"), "", accounts.vendor()).field("provider_reason"))
                .isEqualTo("No, (hidden)");
        assertNoSpam(order, version);
    }

    @RepeatedTest(5)
    void manyWhoAreRefusedAtOnceMakeOneAttempt() {
        var order = order("card", "KWD", 1_501);
        RAZORPAY.instead.put("/orders", call -> Reply.of(400, BELOW_MINIMUM));
        var answers = Api.atOnce(Collections.nCopies(20, posting(order.path("/payment"), "", order.token())));
        assertThat(answers).extracting(Answer::status).isSubsetOf(422, 409).contains(422);
        assertThat(attempts(order)).isEqualTo(1);
    }

    @Test
    void afterAChangeOfThePriceTheProviderIsAskedAnew() {
        var order = order("card", "INR", 50);
        RAZORPAY.instead.put("/orders", call -> Reply.of(400, BELOW_MINIMUM));
        start(order);
        RAZORPAY.instead.clear();
        database.run("update orders set total_minor = 500 where id = $1", order.id());
        assertThat(start(order).field("amount")).isEqualTo("5.00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|{\"error\":{\"code\":\"BAD_REQUEST_ERROR\"}}",
                "400|{\"error\":{\"code\":\"BAD_REQUEST_ERROR\",\"description\":\"Authentication failed\"}}",
                "400|{\"error\":{\"code\":\"GATEWAY_ERROR\"}}",
                "400|<html>",
                "404|{}",
                "500|{\"error\":{\"code\":\"BAD_REQUEST_ERROR\"}}"
            })
    void anOutageIsNoRefusalAndLeavesNoTraceInTheHistory(int status, String body) {
        var order = cardOrder();
        RAZORPAY.instead.put("/orders", call -> Reply.of(status, body));
        var version = database.count("select version from orders where id = $1", order.id());
        for (var time = 0; time < 3; time++) {
            assertThat(start(order).status()).isEqualTo(503);
        }
        assertThat(database.count("select version from orders where id = $1", order.id()))
                .isEqualTo(version);
        RAZORPAY.instead.clear();
        assertThat(start(order).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    void moneyWithoutANameIsFlaggedAndDoesNotCount(String name) {
        var order = cardOrder();
        var reference = started(order);
        var event = body(RAZORPAY.event("payment.captured", RAZORPAY.pays(reference, "captured")));
        ((ObjectNode) event.at("/payload/payment/entity")).put("id", name);
        assertThat(webhook(escaped(event)).status()).isEqualTo(200);
        assertThat(flags(order)).containsExactly("unreadable");
        assertThat(orderShows(order)).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "status"})
    void aRefundThatNobodyUnderstandsIsFlagged(String field) {
        var order = cardOrder();
        var paid = RAZORPAY.pays(started(order), "captured");
        webhook(RAZORPAY.event("payment.captured", paid));
        var refund = RAZORPAY.refundsByHand(paid, 100).put(field, "odd\u0000");
        assertThat(webhook(RAZORPAY.refundEvent("refund.processed", refund)).status())
                .isEqualTo(200);
        assertThat(flags(order)).containsExactly("unreadable");
        reconcile(order);
        assertThat(shown(order).field("refunded_amount"))
                .as("Razorpay was asked")
                .isEqualTo("1.00");
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    void noTextOfASignedEventIsADefectOfTheService(String text) {
        var order = cardOrder();
        var reference = started(order);
        var paid = RAZORPAY.pays(reference, "captured");
        for (var kind :
                List.of("payment.captured", "order.paid", "refund.processed", "payment.dispute.created", text)) {
            for (var field : List.of(
                    "currency", "status", "order_id", "payment_id", "id", "receipt", "error_reason", "amount")) {
                var event = body(RAZORPAY.disputeEvent(kind, paid));
                ((ObjectNode) event.path("payload"))
                        .withObject("refund")
                        .set("entity", RAZORPAY.payment(paid).deepCopy());
                for (var entity : List.of("payment", "refund", "dispute")) {
                    ((ObjectNode) event.at("/payload/" + entity + "/entity")).put(field, text);
                }
                assertThat(webhook(escaped(event)).status())
                        .as(kind + " " + field)
                        .isIn(200, 409);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    void aPaymentThatHasNoNameAtItsProviderIsNotStarted(String name) {
        var card = cardOrder();
        RAZORPAY.instead.put(
                "/orders", call -> reply(StubServer.JSON.createObjectNode().put("id", name)));
        assertThat(start(card).status()).isEqualTo(503);
        var bkash = order("bkash", "BDT", 50_000);
        BKASH.instead.put(
                "create",
                call -> reply(StubServer.JSON
                        .createObjectNode()
                        .put("statusCode", "0000")
                        .put("paymentID", name)
                        .put("bkashURL", "https://bkash.example.test")));
        assertThat(start(bkash).status()).isEqualTo(503);
        BKASH.instead.put(
                "create",
                call -> reply(StubServer.JSON
                        .createObjectNode()
                        .put("statusCode", "0000")
                        .put("paymentID", "TRodd" + bkash.id())
                        .put("bkashURL", "https://bkash.example.test/" + name + "\u0000")));
        assertThat(start(bkash).status()).isEqualTo(503);
    }

    @Test
    void oneNameForTwoPaymentsStartsOne() {
        var first = cardOrder();
        var reference = started(first);
        RAZORPAY.instead.put(
                "/orders", call -> Reply.ok(StubServer.JSON.createObjectNode().put("id", reference)));
        assertThat(start(cardOrder()).status()).isEqualTo(503);
    }

    @Test
    void bkashNamesTwoPaymentsAlike() {
        var orders = List.of(agreed(), agreed());
        for (var order : orders) {
            BKASH.instead.put(
                    "execute",
                    call -> Reply.ok(completed(
                            reference(order), "TRXSAME" + orders.get(0).id())));
            assertThat(back(order).status()).isEqualTo(200);
        }
        assertThat(orderShows(orders.get(0))).isEqualTo("paid");
        assertThat(flags(orders.get(0))).isEmpty();
        assertThat(orderShows(orders.get(1))).isEqualTo("pending");
        assertThat(flags(orders.get(1))).containsExactly("transaction-reused");
    }

    @Test
    void bkashNamesManyPaymentsAlikeAtOnce() {
        var orders = new ArrayList<Placed>();
        for (var number = 0; number < 6; number++) {
            orders.add(agreed());
        }
        var name = "TRXSAME" + orders.get(0).id();
        BKASH.instead.put(
                "execute",
                call -> Reply.ok(completed(call.json().path("paymentID").asString(), name)));
        var calls = orders.stream()
                .map(order -> api.call(
                        org.springframework.http.HttpMethod.GET,
                        "/payments/return/bkash?status=success&paymentID=" + reference(order),
                        "",
                        headers -> {}))
                .toList();
        assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 200);
        assertThat(orders.stream().filter(order -> orderShows(order).equals("paid")))
                .hasSize(1);
        assertThat(orders.stream().filter(order -> flags(order).equals(List.of("transaction-reused"))))
                .hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    void bkashNamesTheMoneyOddly(String name) {
        var order = agreed();
        BKASH.instead.put("execute", call -> reply(completed(reference(order), name)));
        assertThat(back(order).status()).isEqualTo(200);
        assertThat(flags(order)).containsExactly("unreadable");
        assertThat(orderShows(order)).isEqualTo("pending");
    }

    @Test
    void bkashNamesTwoRefundsAlike() {
        var order = agreed();
        back(order);
        assertThat(orderShows(order)).isEqualTo("paid");
        BKASH.instead.put(
                "payment/refund",
                call -> Reply.ok(StubServer.JSON
                        .createObjectNode()
                        .put("statusCode", "0000")
                        .put("refundTrxID", "RFSAME" + order.id())
                        .put("transactionStatus", "Completed")
                        .put("amount", "100.00")
                        .put("currency", "BDT")));
        assertThat(post(order.path("/refund"), "{\"amount\":\"100.00\"}", accounts.admin())
                        .field("status"))
                .isEqualTo("settled");
        assertThat(post(order.path("/refund"), "{\"amount\":\"100.00\"}", accounts.admin())
                        .field("status"))
                .isEqualTo("failed");
        assertThat(flags(order)).containsExactly("refund-failed");
        assertThat(shown(order).field("refunded_amount")).isEqualTo("100.00");
    }

    private void assertNoSpam(Placed order, long version) {
        assertThat(attempts(order)).isEqualTo(1);
        assertThat(published(order)).isEmpty();
        assertThat(database.count("select version from orders where id = $1", order.id()))
                .isEqualTo(version);
    }

    private long attempts(Placed order) {
        return database.count("select count(*) from payments where order_id = $1", order.id());
    }

    private static ObjectNode body(String event) {
        return (ObjectNode) StubServer.JSON.readTree(event);
    }

    private static Reply reply(ObjectNode body) {
        return Reply.of(200, escaped(body));
    }

    /** Half a character cannot be written in UTF-8, but in JSON. */
    private static String escaped(ObjectNode body) {
        return body.toString().replace("\ud800", "\\ud800").replace("\udc00", "\\udc00");
    }

    private Placed agreed() {
        var order = order("bkash", "BDT", 50_000);
        assertThat(start(order).status()).isEqualTo(200);
        BKASH.payment(reference(order)).put("agreed", true);
        return order;
    }

    private static ObjectNode completed(String reference, String name) {
        return StubServer.JSON
                .createObjectNode()
                .put("statusCode", "0000")
                .put("paymentID", reference)
                .put("trxID", name)
                .put("transactionStatus", "Completed")
                .put("amount", "500.00")
                .put("currency", "BDT");
    }

    private Answer back(Placed order) {
        return api.get("/payments/return/bkash?status=success&paymentID=" + reference(order));
    }

    private String reference(Placed order) {
        return row("select reference from payments where order_id = $1 order by attempt desc limit 1", order)
                .get("reference")
                .toString();
    }
}
