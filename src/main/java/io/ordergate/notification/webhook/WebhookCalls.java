package io.ordergate.notification.webhook;

import io.ordergate.notification.webhook.SignedCalls.SignedCall;
import io.ordergate.outbox.NotHandled;
import io.ordergate.outbox.Outbox;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.outbox.Topic;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Calls an endpoint about a message and records the answer. */
@Component
class WebhookCalls {

    private static final String OFF = "endpoint-off";

    private final SignedCalls signedCalls;
    private final WebhookClient client;
    private final WebhookPauses pauses;
    private final WebhookAttemptRepository attempts;
    private final Outbox outbox;
    private final Ids ids;

    WebhookCalls(
            SignedCalls signedCalls,
            WebhookClient client,
            WebhookPauses pauses,
            WebhookAttemptRepository attempts,
            Outbox outbox,
            Ids ids) {
        this.signedCalls = signedCalls;
        this.client = client;
        this.pauses = pauses;
        this.attempts = attempts;
        this.outbox = outbox;
        this.ids = ids;
    }

    /**
     * Completes when the endpoint has taken the message. A test is sent once, also to an endpoint that is switched off: whoever asked
     * for the test reads its outcome in the log of calls. Errors: {@link NotHandled}, for the outbox to try again.
     */
    Mono<Void> call(WebhookEndpoint endpoint, OutboxMessage message) {
        var isTest = message.topic().equals(Topic.WEBHOOK_TEST);
        if (!endpoint.active() && !isTest) {
            return Mono.error(() -> new NotHandled(OFF));
        }
        return signedCalls
                .write(endpoint, message)
                .flatMap(call -> post(endpoint, message, call))
                .flatMap(answer -> isTest ? Mono.empty() : concluded(answer));
    }

    private Mono<WebhookAnswer> post(WebhookEndpoint endpoint, OutboxMessage message, SignedCall call) {
        var began = System.nanoTime();
        return client.post(endpoint.url().value(), call.headers(), call.body())
                .doOnNext(answer -> pauses.record(endpoint, answer))
                .delayUntil(answer -> record(endpoint, message, answer, Duration.ofNanos(System.nanoTime() - began)));
    }

    /**
     * Records a call. An endpoint that is switched off by this gets nothing more; what waits for it becomes dead
     * letters.
     */
    private Mono<Void> record(WebhookEndpoint endpoint, OutboxMessage message, WebhookAnswer answer, Duration took) {
        return attempts.record(ids.next(Bucket.of(message.subjectId())), endpoint.id(), message, answer, took)
                .filter(active -> endpoint.active() && !active)
                .flatMap(off -> outbox.park(endpoint.consumer(), OFF));
    }

    private static Mono<Void> concluded(WebhookAnswer answer) {
        return answer.isWell() ? Mono.empty() : Mono.error(() -> new NotHandled(answer.error(), answer.pause()));
    }
}
