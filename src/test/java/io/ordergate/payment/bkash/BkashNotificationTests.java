package io.ordergate.payment.bkash;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.PaymentTest;
import io.ordergate.payment.StubServer.Reply;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;

/** Notifications of bKash: signed, repeated, forged, and those that want other servers to be called. */
class BkashNotificationTests extends PaymentTest {

    @AfterEach
    void recover() {
        BKASH.instead.clear();
    }

    @Test
    void ofManyNotificationsAtOnceOneCounts() {
        var order = started();
        BKASH.execute(reference(order));
        var answers = Api.atOnce(Collections.nCopies(30, posting(notification(order))));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(paidPayments(order)).isEqualTo(1);
        assertThat(published(order)).containsExactly("paid");
        assertThat(flags(order)).isEmpty();
    }

    @Test
    void aNotificationIsOnlyAReasonToAsk() {
        var order = started();
        assertThat(post(notification(order)).status()).isEqualTo(200);
        assertThat(orderShows(order)).isEqualTo("pending");
        assertThat(post(BKASH.message("Notification", Map.of("Message", "{\"merchantInvoiceNumber\":\"LA1-1\"}")))
                        .status())
                .isEqualTo(200);
        assertThat(post(BKASH.message("Notification", Map.of("Message", "none")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotSignedIsRefused() {
        var order = started();
        BKASH.execute(reference(order));
        var genuine = notification(order);
        for (var body : List.of(
                genuine.replace("TRX", "TRY"),
                genuine.replace("\"SignatureVersion\":\"1\"", "\"SignatureVersion\":\"3\""),
                genuine.replace("signing.pem", "signing.txt"),
                genuine.replaceFirst("127[.]0[.]0[.]1:\\d+", "127.0.0.1:1"),
                genuine.replaceFirst("127[.]0[.]0[.]1", "localhost"),
                BKASH.message("Notification", Map.of("TopicArn", "another", "Message", "{}")),
                "{}",
                "")) {
            assertThat(post(body).status()).as(body).isEqualTo(403);
        }
        assertThat(orderShows(order)).isEqualTo("pending");
    }

    @Test
    void aCertificateThatCannotBeReadNowIsReadLater() {
        var order = started();
        BKASH.execute(reference(order));
        BKASH.instead.put("/notifications/signing.pem", call -> Reply.of(503, ""));
        assertThat(post(notification(order)).status()).isEqualTo(409);
        BKASH.instead.clear();
        assertThat(post(notification(order)).status()).isEqualTo(200);
        assertThat(orderShows(order)).isEqualTo("paid");
    }

    @Test
    void aSubscriptionIsConfirmedWhereItBelongsAndNowhereElse() {
        var url = BKASH.server.url() + "/notifications/?Action=ConfirmSubscription&Token=t1";
        assertThat(post(BKASH.message("SubscriptionConfirmation", Map.of("SubscribeURL", url, "Token", "t1")))
                        .status())
                .isEqualTo(200);
        assertThat(BKASH.server.received("Token=t1")).hasSize(1);
        var other = RAZORPAY.server.url() + "/internal?Token=t2";
        assertThat(post(BKASH.message("SubscriptionConfirmation", Map.of("SubscribeURL", other, "Token", "t2")))
                        .status())
                .isEqualTo(200);
        assertThat(RAZORPAY.server.received("Token=t2")).isEmpty();
    }

    private Placed started() {
        var order = order("bkash", "BDT", 50_000);
        assertThat(start(order).status()).isEqualTo(200);
        return order;
    }

    private String reference(Placed order) {
        return row("select reference from payments where order_id = $1", order)
                .get("reference")
                .toString();
    }

    private String notification(Placed order) {
        var invoice =
                BKASH.payment(reference(order)).path("merchantInvoiceNumber").asString();
        return BKASH.message(
                "Notification",
                Map.of(
                        "Message",
                        "{\"trxID\":\"TRX" + reference(order)
                                + "\",\"transactionStatus\":\"Completed\",\"merchantInvoiceNumber\":\"" + invoice
                                + "\"}"));
    }

    private Answer post(String body) {
        return Api.answer(posting(body));
    }

    private Mono<Answer> posting(String body) {
        return api.unchecked(
                HttpMethod.POST, "/webhooks/bkash", body, headers -> headers.setContentType(MediaType.TEXT_PLAIN));
    }
}
