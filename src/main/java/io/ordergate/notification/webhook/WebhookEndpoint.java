package io.ordergate.notification.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a shop wants to be called.
 *
 * @param rotation how often its secret was replaced
 * @param keyId which of the server's secrets its secret comes from, in hexadecimal
 * @param previousKeyId the same for the secret before, while that still signs
 * @param olderSecrets those before that one that still sign
 * @param disabledReason why the service switched it off, if it did: {@code gone}, {@code failing}
 */
record WebhookEndpoint(
        UUID id,
        String url,
        Set<String> topics,
        boolean active,
        int rotation,
        String keyId,
        @Nullable String previousKeyId,
        @Nullable Instant previousUntil,
        List<OlderSecret> olderSecrets,
        @Nullable Instant failingSince,
        @Nullable String disabledReason,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * A secret that was replaced more than once.
     *
     * @param rotation how often the secret had been replaced by then
     */
    record OlderSecret(int rotation, String keyId, Instant until) {}

    /** What waits for it in the outbox is kept under this name. */
    String consumer() {
        return consumer(id);
    }

    static String consumer(UUID id) {
        return ShopWebhooks.NAME + "/" + id;
    }

    /** Its address may hold a secret of the shop's. */
    @Override
    public String toString() {
        return "WebhookEndpoint[" + id + "]";
    }
}
