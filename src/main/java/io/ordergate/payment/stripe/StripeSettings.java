package io.ordergate.payment.stripe;

import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The account at Stripe.
 *
 * @param version the version of Stripe's answers; empty for the account's own
 * @param webhookSecretsPrevious secrets before the last change, which Stripe signs with for up to a day
 * @param webhookTolerance how far the time of a signature may be from the time of this service
 */
@ConfigurationProperties("ordergate.payment.stripe")
record StripeSettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") Sensitive secretKey,
        @DefaultValue("") String version,
        @DefaultValue("") Sensitive webhookSecret,
        @DefaultValue List<Sensitive> webhookSecretsPrevious,
        @DefaultValue("300s") Duration webhookTolerance) {

    String url() {
        return baseUrl.isBlank() ? "https://api.stripe.com/v1" : baseUrl.replaceFirst("/+$", "");
    }

    /** Whether Stripe can be called. Webhooks are refused without a secret of their own, and payments are queried instead. */
    boolean isComplete() {
        return !secretKey.isBlank();
    }

    /** Whether an object of this mode belongs to the account's key. A key that does not tell its mode fits both. */
    boolean isOfMode(boolean live) {
        var key = secretKey.value();
        return live ? !key.contains("_test_") : !key.contains("_live_");
    }

    List<Sensitive> webhookSecrets() {
        return Stream.concat(Stream.of(webhookSecret), webhookSecretsPrevious.stream())
                .filter(secret -> !secret.isBlank())
                .map(secret -> Sensitive.of(secret.value().strip()))
                .toList();
    }
}
