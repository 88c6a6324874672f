package io.ordergate.notification.webhook;

import io.ordergate.notification.webhook.WebhookEndpoint.OlderSecret;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import io.ordergate.support.secret.WebhookSignature;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Derives the secrets of endpoints from the server's, so that the database holds nothing that signs. */
@Component
class WebhookSecrets {

    private final SecretKeys keys;

    WebhookSecrets(SecretKeys keys) {
        this.keys = keys;
    }

    /** The id of the server's secret from which new ones are made. */
    String currentKeyId() {
        return keys.current().id();
    }

    /** The secret in the form that libraries of Standard Webhooks take. */
    String text(WebhookEndpoint endpoint) {
        var secret = secret(endpoint.keyId(), endpoint.id(), endpoint.rotation());
        if (secret == null) {
            throw new IllegalStateException("the secret of a new endpoint comes from the current key");
        }
        return WebhookSignature.PREFIX + Base64.getEncoder().encodeToString(secret);
    }

    /** The secrets that sign now, the newest first; none when the server's own secret is not honoured any more. */
    List<byte[]> live(WebhookEndpoint endpoint, Instant now) {
        var live = new ArrayList<byte[]>();
        add(live, endpoint.keyId(), endpoint.id(), endpoint.rotation());
        var until = endpoint.previousUntil();
        if (until != null && now.isBefore(until)) {
            add(live, endpoint.previousKeyId(), endpoint.id(), endpoint.rotation() - 1);
        }
        endpoint.olderSecrets().stream()
                .filter(older -> now.isBefore(older.until()))
                .sorted(Comparator.comparingInt(OlderSecret::rotation).reversed())
                .forEach(older -> add(live, older.keyId(), endpoint.id(), older.rotation()));
        return live;
    }

    private void add(List<byte[]> live, @Nullable String keyId, UUID id, int rotation) {
        var secret = keyId == null ? null : secret(keyId, id, rotation);
        if (secret != null) {
            live.add(secret);
        }
    }

    private byte @Nullable [] secret(String keyId, UUID id, int rotation) {
        SecretKey key = keys.byId(keyId);
        var about = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putInt(rotation);
        return key == null ? null : key.hmac(SecretUse.WEBHOOKS, about.array());
    }
}
