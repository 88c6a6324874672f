package io.ordergate.sms;

import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The public address to which providers send receipts, and the secret in the path for providers that sign nothing.
 *
 * @param publicUrl the URL of this service as clients see it, empty where none is set
 * @param secret the last part of the path for providers that sign nothing
 * @param patience how long a receipt waits for the row of its text before the next look
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

    /** The URL of this path as clients see the service. */
    public String url(String path) {
        return publicUrl.replaceFirst("/+$", "") + path;
    }

    /** The URL for receipts of a provider that signs its calls; empty without a public URL. */
    public String signedUrl(String provider) {
        return publicUrl.isBlank() ? "" : url(PATH + provider);
    }

    /** The URL for receipts of a provider that signs nothing; empty without a public URL or a secret. */
    public String secretUrl(String provider) {
        return publicUrl.isBlank() || secret.value().isEmpty() ? "" : url(PATH + provider + "/" + secret.value());
    }

    /** Whether this is the secret, compared in constant time; always false without a secret. */
    public boolean isSecret(Sensitive key) {
        return !secret.value().isEmpty() && MessageDigest.isEqual(bytes(key), bytes(secret));
    }

    private static byte[] bytes(Sensitive text) {
        return text.value().getBytes(StandardCharsets.UTF_8);
    }
}
