package io.ordergate.payment.razorpay;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The account at Razorpay.
 *
 * @param webhookSecretsPrevious still honoured: what failed before a change is repeated for a day with the old one
 */
@ConfigurationProperties("ordergate.payment.razorpay")
record RazorpaySettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") String keyId,
        @DefaultValue("") String keySecret,
        @DefaultValue("") String webhookSecret,
        @DefaultValue List<String> webhookSecretsPrevious) {

    String url() {
        return baseUrl.isBlank() ? "https://api.razorpay.com/v1" : baseUrl.replaceFirst("/+$", "");
    }

    /** Without a secret for webhooks those are refused, and what became of a payment is asked for instead. */
    boolean isComplete() {
        return !keyId.isBlank() && !keySecret.isBlank();
    }

    List<String> webhookSecrets() {
        return Stream.concat(Stream.of(webhookSecret), webhookSecretsPrevious.stream())
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .toList();
    }

    @Override
    public String toString() {
        return "RazorpaySettings[hidden]";
    }
}
