package io.ordergate.notification.webhook;

import io.ordergate.outbox.Topic;
import io.ordergate.support.secret.Sensitive;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the API shows it.
 *
 * @param secret only in the answer to the call that made it
 */
record WebhookEndpointView(
        UUID id,
        Sensitive url,
        List<String> topics,
        boolean active,
        @Nullable String disabledReason,
        @Nullable Instant failingSince,
        @Nullable Instant previousSecretUntil,
        @Nullable Sensitive secret,
        Instant createdAt,
        Instant updatedAt) {

    static WebhookEndpointView of(WebhookEndpoint endpoint) {
        return of(endpoint, null);
    }

    static WebhookEndpointView of(WebhookEndpoint endpoint, @Nullable Sensitive secret) {
        return new WebhookEndpointView(
                endpoint.id(),
                endpoint.url(),
                endpoint.topics().stream().map(Topic::id).sorted().toList(),
                endpoint.active(),
                endpoint.disabledReason(),
                endpoint.failingSince(),
                endpoint.previousUntil(),
                secret,
                endpoint.createdAt(),
                endpoint.updatedAt());
    }
}
