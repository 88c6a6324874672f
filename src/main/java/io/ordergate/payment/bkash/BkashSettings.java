package io.ordergate.payment.bkash;

import io.ordergate.support.secret.Sensitive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The merchant at bKash.
 *
 * @param tokenPrefix the word before the token in {@code Authorization}: none, as in bKash's own plugin, or {@code Bearer}
 */
@ConfigurationProperties("ordergate.payment.bkash")
record BkashSettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") Sensitive username,
        @DefaultValue("") Sensitive password,
        @DefaultValue("") Sensitive appKey,
        @DefaultValue("") Sensitive appSecret,
        @DefaultValue("") String tokenPrefix) {

    static final int TOKEN_CALLS_AN_HOUR = 2;

    String url() {
        return baseUrl.isBlank() ? "https://tokenized.pay.bka.sh/v1.2.0-beta" : baseUrl.replaceFirst("/+$", "");
    }

    boolean isComplete() {
        return !username.isBlank() && !password.isBlank() && !appKey.isBlank() && !appSecret.isBlank();
    }

    String authorization(String token) {
        return tokenPrefix.isBlank() ? token : tokenPrefix.strip() + " " + token;
    }
}
