package io.ordergate.sms;

import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where providers find this service, and the secret that some of them carry in the path.
 *
 * @param patience how long a receipt that was faster than its text's row is held back before it is looked for again
 */
@ConfigurationProperties("ordergate.sms.webhook")
public record WebhookSettings(
        @DefaultValue("") String publicUrl,
        @DefaultValue("") Sensitive secret,
        @DefaultValue("2s") Duration patience) {

    private static final String PATH = "/webhooks/sms/";
    private static final int LEAST_SECRET = 16;

    public WebhookSettings {
        if (!publicUrl.isBlank() && !publicUrl.matches("https?://[^/ ]+(/[^ ?#]*)?")) {
            throw new IllegalStateException("PUBLIC_URL is not understood: write https://shop.example");
        }
        if (!secret.value().isEmpty() && secret.value().length() < LEAST_SECRET) {
            throw new IllegalStateException("SMS_WEBHOOK_SECRET needs at least " + LEAST_SECRET + " characters");
        }
    }

    /** The address of this path from outside. */
    public String url(String path) {
        return publicUrl.replaceFirst("/+$", "") + path;
    }

    /** Where a provider that signs its calls brings receipts; empty when nobody has said where this service is. */
    public String signedUrl(String provider) {
        return publicUrl.isBlank() ? "" : url(PATH + provider);
    }

    /** Where a provider that signs nothing brings receipts; empty without address or secret. */
    public String secretUrl(String provider) {
        return publicUrl.isBlank() || secret.value().isEmpty() ? "" : url(PATH + provider + "/" + secret.value());
    }

    /** Whether this is the secret, compared in constant time; without a secret nothing is. */
    public boolean isSecret(Sensitive key) {
        return !secret.value().isEmpty() && MessageDigest.isEqual(bytes(key), bytes(secret));
    }

    private static byte[] bytes(Sensitive text) {
        return text.value().getBytes(StandardCharsets.UTF_8);
    }
}
