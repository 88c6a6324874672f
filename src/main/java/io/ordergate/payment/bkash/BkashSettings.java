package io.ordergate.payment.bkash;

import io.ordergate.payment.provider.ProviderText;
import io.ordergate.support.secret.Sensitive;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The merchant at bKash.
 *
 * @param notificationTopic the topic of notifications; without one they are refused
 * @param notificationSource the pattern of the beginning of URLs of the service that delivers them
 * @param tokenPrefix the word before the token in {@code Authorization}: none, as in bKash's own plugin, or {@code Bearer}
 */
@ConfigurationProperties("ordergate.payment.bkash")
record BkashSettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") Sensitive username,
        @DefaultValue("") Sensitive password,
        @DefaultValue("") Sensitive appKey,
        @DefaultValue("") Sensitive appSecret,
        @DefaultValue("") String tokenPrefix,
        @DefaultValue("") String notificationTopic,
        @DefaultValue("") String notificationSource) {

    static final int TOKEN_CALLS_AN_HOUR = 2;

    String url() {
        return baseUrl.isBlank() ? "https://tokenized.pay.bka.sh/v1.2.0-beta" : baseUrl.replaceFirst("/+$", "");
    }

    boolean isComplete() {
        return !username.isBlank() && !password.isBlank() && !appKey.isBlank() && !appSecret.isBlank();
    }

    /** Whether this is a URL of the service that delivers notifications. */
    boolean isOfSource(String url) {
        return !notificationSource.isBlank()
                && Pattern.compile(notificationSource).matcher(url).lookingAt()
                && !ProviderText.url(url).isEmpty();
    }

    String authorization(String token) {
        return tokenPrefix.isBlank() ? token : tokenPrefix.strip() + " " + token;
    }
}
