package io.ordergate.payment.razorpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Against the vectors of Razorpay's own documents and libraries. */
class RazorpaySignatureTests {

    @Test
    void signsACheckout() {
        var one = signature("EnLs21M47BllR3X8PSFtjtbd");
        assertThat(one.matches(
                        "order_IEIaMR65cu6nz3",
                        "pay_IH4NVgf4Dreq1l",
                        "0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f"))
                .isTrue();
        var other = signature("sek");
        assertThat(other.matches(
                        "order_A", "pay_B", "3df8901fe836df3ba7cba013ea752e2e8b7b8f24425dc3e1833261d1dfd7a8db"))
                .isTrue();
        assertThat(one.matches("order_A", "pay_B", "3df8901fe836df3ba7cba013ea752e2e8b7b8f24425dc3e1833261d1dfd7a8db"))
                .isFalse();
    }

    @Test
    void signsAWebhook() {
        var body = "{\"a\":1,\"b\":2,\"c\":{\"d\":3}}".getBytes(StandardCharsets.UTF_8);
        var signature = "2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc";
        assertThat(signature("123456").matches(body, signature)).isTrue();
        assertThat(signature("123457").matches(body, signature)).isFalse();
        assertThat(signature("123456").matches(new byte[0], signature)).isFalse();
    }

    @Test
    void anEmptySecretSignsNothing() {
        assertThat(signature("").matches(new byte[0], "")).isFalse();
    }

    @Test
    void keepsItsSecret() {
        assertThat(signature("hush").toString()).doesNotContain("hush");
    }

    private static RazorpaySignature signature(String secret) {
        return new RazorpaySignature(Sensitive.of(secret));
    }
}
