package io.ordergate.notification.webhook;

import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.OrderView;
import io.ordergate.outbox.NotHandled;
import io.ordergate.outbox.Outbox;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.support.secret.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Calls an endpoint about a message, signs the call and records the answer. */
@Component
class WebhookCalls {

    private static final String OFF = "endpoint-off";

    private final Orders orders;
    private final WebhookClient client;
    private final WebhookSecrets secrets;
    private final WebhookPauses pauses;
    private final WebhookAttemptRepository attempts;
    private final Outbox outbox;
    private final JsonMapper json;
    private final Clock clock;
    private final Ids ids;

    WebhookCalls(
            Orders orders,
            WebhookClient client,
            WebhookSecrets secrets,
            WebhookPauses pauses,
            WebhookAttemptRepository attempts,
            Outbox outbox,
            JsonMapper json,
            Clock clock,
            Ids ids) {
        this.orders = orders;
        this.client = client;
        this.secrets = secrets;
        this.pauses = pauses;
        this.attempts = attempts;
        this.outbox = outbox;
        this.json = json;
        this.clock = clock;
        this.ids = ids;
    }

    /** Completes when the endpoint has taken the message. Errors: {@link NotHandled}, for the outbox to try again. */
    Mono<Void> call(WebhookEndpoint endpoint, OutboxMessage message) {
        if (!endpoint.active()) {
            return Mono.error(() -> new NotHandled(OFF));
        }
        return orders.get(message.subjectId())
                .map(order -> json.writeValueAsString(new WebhookBody(
                        message.topic().id(),
                        message.createdAt(),
                        new WebhookBody.Data(OrderView.of(order), json.readTree(message.payload())))))
                .flatMap(body -> post(endpoint, message, body))
                .flatMap(answer -> concluded(answer));
    }

    private Mono<WebhookAnswer> post(WebhookEndpoint endpoint, OutboxMessage message, String body) {
        var now = clock.instant();
        var live = secrets.live(endpoint, now);
        if (live.isEmpty()) {
            return Mono.just(WebhookAnswer.none("secret-lost"));
        }
        var id = "msg_" + message.id();
        var timestamp = now.getEpochSecond();
        var signature = WebhookSignature.of(live, id, timestamp, body);
        var began = System.nanoTime();
        return client.post(endpoint.url().value(), headers(id, timestamp, signature), body)
                .doOnNext(answer -> pauses.record(endpoint, answer))
                .delayUntil(answer -> record(endpoint, message, answer, Duration.ofNanos(System.nanoTime() - began)));
    }

    private static Map<String, String> headers(String id, long timestamp, String signature) {
        return Map.of(
                "User-Agent",
                "Ordergate-Webhooks/1",
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(timestamp),
                "webhook-signature",
                signature);
    }

    /**
     * Records a call. An endpoint that is switched off by this gets nothing more; what waits for it becomes dead
     * letters.
     */
    private Mono<Void> record(WebhookEndpoint endpoint, OutboxMessage message, WebhookAnswer answer, Duration took) {
        return attempts.record(ids.next(), endpoint.id(), message, answer, took)
                .filter(active -> !active)
                .flatMap(off -> outbox.park(endpoint.consumer(), OFF));
    }

    private static Mono<Void> concluded(WebhookAnswer answer) {
        return answer.isWell() ? Mono.empty() : Mono.error(() -> new NotHandled(answer.error(), answer.pause()));
    }
}
