package io.ordergate.notification.webhook;

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
        String url,
        List<String> topics,
        boolean active,
        @Nullable String disabledReason,
        @Nullable Instant failingSince,
        @Nullable Instant previousSecretUntil,
        @Nullable String secret,
        Instant createdAt,
        Instant updatedAt) {

    static WebhookEndpointView of(WebhookEndpoint endpoint) {
        return of(endpoint, null);
    }

    static WebhookEndpointView of(WebhookEndpoint endpoint, @Nullable String secret) {
        return new WebhookEndpointView(
                endpoint.id(),
                endpoint.url(),
                endpoint.topics().stream().sorted().toList(),
                endpoint.active(),
                endpoint.disabledReason(),
                endpoint.failingSince(),
                endpoint.previousUntil(),
                secret,
                endpoint.createdAt(),
                endpoint.updatedAt());
    }

    @Override
    public String toString() {
        return "WebhookEndpointView[" + id + "]";
    }
}
