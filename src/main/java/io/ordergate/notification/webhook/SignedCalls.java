package io.ordergate.notification.webhook;

import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.OrderView;
import io.ordergate.outbox.NotHandled;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.outbox.Topic;
import io.ordergate.support.secret.WebhookSignature;
import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes the calls of endpoints: the order and its change as JSON, and headers that sign the JSON. */
@Component
class SignedCalls {

    /** The headers and the body of a call. */
    record SignedCall(Map<String, String> headers, String body) {}

    private final Orders orders;
    private final WebhookSecrets secrets;
    private final JsonMapper json;
    private final Clock clock;

    SignedCalls(Orders orders, WebhookSecrets secrets, JsonMapper json, Clock clock) {
        this.orders = orders;
        this.secrets = secrets;
        this.json = json;
        this.clock = clock;
    }

    /** The call about a message. Errors: {@link NotHandled} when no secret of the endpoint can sign any more. */
    Mono<SignedCall> write(WebhookEndpoint endpoint, OutboxMessage message) {
        return data(message)
                .map(data ->
                        json.writeValueAsString(new WebhookBody(message.topic().id(), message.createdAt(), data)))
                .map(body -> signed(endpoint, message, body));
    }

    /** The order and its change; of a test what the test says. */
    private Mono<Object> data(OutboxMessage message) {
        var payload = json.readTree(message.payload());
        return message.topic().equals(Topic.WEBHOOK_TEST)
                ? Mono.just(payload)
                : orders.get(message.subjectId()).map(order -> new WebhookBody.Data(OrderView.of(order), payload));
    }

    private SignedCall signed(WebhookEndpoint endpoint, OutboxMessage message, String body) {
        var now = clock.instant();
        var live = secrets.live(endpoint, now);
        if (live.isEmpty()) {
            throw new NotHandled("secret-lost");
        }
        var id = "msg_" + message.id();
        var timestamp = now.getEpochSecond();
        return new SignedCall(WebhookSignature.headers(live, id, timestamp, body), body);
    }
}
