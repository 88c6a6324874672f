package io.ordergate.notification.webhook;

import io.ordergate.outbox.Outbox;
import io.ordergate.outbox.Topic;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Lists the calls of an endpoint for admins, and sends the message of a call once more. */
@Service
class WebhookDeliveries {

    private static final String TEST = "This is a test. Nothing has happened to any order.";

    private final WebhookEndpoints endpoints;
    private final WebhookAttemptRepository attempts;
    private final Outbox outbox;

    WebhookDeliveries(WebhookEndpoints endpoints, WebhookAttemptRepository attempts, Outbox outbox) {
        this.endpoints = endpoints;
        this.attempts = attempts;
        this.outbox = outbox;
    }

    /** The calls of an endpoint, the last one first. Errors: {@code not-found}. */
    Mono<Page<WebhookAttempt>> list(
            UUID endpointId, @Nullable String topic, @Nullable Boolean failed, PageRequest request) {
        return endpoints.find(endpointId).flatMap(endpoint -> attempts.find(endpointId, topic, failed, request));
    }

    /** Sends a test event to this endpoint alone, soon, and returns the {@code webhook_id} of its call. Errors: {@code not-found}. */
    Mono<String> test(UUID endpointId) {
        return endpoints
                .find(endpointId)
                .flatMap(endpoint -> outbox.appendFor(
                        endpoint.consumer(),
                        Topic.WEBHOOK_TEST,
                        endpointId,
                        Map.of("endpoint_id", endpointId.toString(), "message", TEST)))
                .map(message -> "msg_" + message);
    }

    /**
     * Sends the message of a delivery once more, soon. Errors: {@code not-found}, also for a message that is kept no
     * more.
     */
    Mono<Void> redeliver(UUID endpointId, UUID attemptId) {
        return attempts.messageOf(endpointId, attemptId)
                .flatMap(message -> outbox.retry(message, WebhookEndpoint.consumer(endpointId)))
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(
                        () -> Failure.of(ProblemCode.NOT_FOUND, "There is no such delivery, or its message is gone.")))
                .then();
    }
}
