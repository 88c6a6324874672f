package io.ordergate.payment.razorpay;

import io.ordergate.support.secret.Sensitive;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The account at Razorpay.
 *
 * @param webhookSecretsPrevious secrets before the last change: Razorpay repeats events of that time with them for a day
 */
@ConfigurationProperties("ordergate.payment.razorpay")
record RazorpaySettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") String keyId,
        @DefaultValue("") Sensitive keySecret,
        @DefaultValue("") Sensitive webhookSecret,
        @DefaultValue List<Sensitive> webhookSecretsPrevious) {

    String url() {
        return baseUrl.isBlank() ? "https://api.razorpay.com/v1" : baseUrl.replaceFirst("/+$", "");
    }

    /** Whether Razorpay can be called. Webhooks are refused without a secret of their own, and payments are queried instead. */
    boolean isComplete() {
        return !keyId.isBlank() && !keySecret.isBlank();
    }

    List<RazorpaySignature> webhookSignatures() {
        return Stream.concat(Stream.of(webhookSecret), webhookSecretsPrevious.stream())
                .filter(secret -> !secret.isBlank())
                .map(secret -> new RazorpaySignature(Sensitive.of(secret.value().strip())))
                .toList();
    }
}
