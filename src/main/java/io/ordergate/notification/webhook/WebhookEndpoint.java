package io.ordergate.notification.webhook;

import io.ordergate.outbox.Topic;
import io.ordergate.support.secret.Sensitive;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An address of a shop's own system that is called about orders.
 *
 * @param url may hold a secret of the shop's
 * @param rotation how often the secret was replaced
 * @param keyId which of the server's secrets the secret comes from, in hexadecimal
 * @param previousKeyId the same for the secret before, while that still signs
 * @param olderSecrets the secrets before the previous one that still sign
 * @param disabledReason why the service switched the endpoint off, if it did: {@code gone}, {@code failing}
 */
record WebhookEndpoint(
        UUID id,
        Sensitive url,
        Set<Topic> topics,
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

    /** The name under which the outbox keeps what waits for the endpoint. */
    String consumer() {
        return consumer(id);
    }

    static String consumer(UUID id) {
        return ShopWebhooks.NAME + "/" + id;
    }
}
