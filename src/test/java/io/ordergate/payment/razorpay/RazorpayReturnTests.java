package io.ordergate.payment.razorpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.PaymentTest;
import io.ordergate.support.http.Forms;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;

/** The form that Razorpay's checkout makes a browser post in a web view. */
class RazorpayReturnTests extends PaymentTest {

    @Test
    void aSignedFormPaysOnceHoweverOftenItComes() {
        var order = cardOrder();
        var reference = started(order);
        var form = triple(reference, RAZORPAY.pays(reference, "captured"));
        assertThat(Api.atOnce(Collections.nCopies(20, returning(form)))).allMatch(answer -> answer.status() == 200);
        assertThat(returned(form).body()).contains("paid");
        assertThat(orderShows(order)).isEqualTo("paid");
        assertThat(published(order)).containsExactly("paid");
    }

    @Test
    void aFormWithAnotherSignatureIsRefused() {
        var order = cardOrder();
        var reference = started(order);
        var form = new TreeMap<>(triple(reference, RAZORPAY.pays(reference, "captured")));
        form.put("razorpay_payment_id", "pay_other");
        var answer = returned(form);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.field("code")).isEqualTo("payment-not-genuine");
        assertThat(orderShows(order)).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error[metadata]", "error[metadata][order_id]", "razorpay_order_id"})
    void aFailureIsOnlyAReasonToAsk(String field) {
        var order = cardOrder();
        var reference = started(order);
        var value = field.equals("error[metadata]")
                ? "{\"payment_id\":\"pay_1\",\"order_id\":\"" + reference + "\"}"
                : reference;
        var form = Map.of("error[code]", "BAD_REQUEST_ERROR", field, value);
        assertThat(returned(form).status()).isEqualTo(200);
        assertThat(status(order)).isEqualTo("pending");
        RAZORPAY.pays(reference, "captured");
        returned(form);
        assertThat(status(order)).isEqualTo("paid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a=%00&razorpay_order_id=%00", "error[metadata]=[]", "razorpay_order_id=order_guessed", "%%%"
            })
    void whatNamesNoPaymentIsNotFound(String body) {
        assertThat(Api.answer(posting(body)).status()).isEqualTo(404);
    }

    private Answer returned(Map<String, String> form) {
        return Api.answer(returning(form));
    }

    private Mono<Answer> returning(Map<String, String> form) {
        return posting(Forms.encode(form));
    }

    private Mono<Answer> posting(String body) {
        return api.unchecked(HttpMethod.POST, "/payments/return/razorpay", body, headers -> {
            headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
            headers.setOrigin("https://api.razorpay.com");
        });
    }
}
