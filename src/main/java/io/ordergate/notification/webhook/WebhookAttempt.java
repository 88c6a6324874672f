package io.ordergate.notification.webhook;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call of an endpoint, as the API shows it.
 *
 * @param webhookId the header of that name, the same for every call about one message
 * @param status of the answer; none when there was no answer
 * @param error in a word; none when all was well
 */
record WebhookAttempt(
        UUID id,
        String webhookId,
        String topic,
        int attempt,
        Instant at,
        long durationMs,
        @Nullable Integer status,
        @Nullable String error) {}
