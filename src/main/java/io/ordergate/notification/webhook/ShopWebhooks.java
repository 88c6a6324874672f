package io.ordergate.notification.webhook;

import io.ordergate.outbox.OutboxConsumer;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.outbox.Topic;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Calls shops' own systems about orders. Each endpoint is a lane: an endpoint that is down stops no other. */
@Component
class ShopWebhooks implements OutboxConsumer {

    static final String NAME = "webhooks";

    private final WebhookEndpointRepository endpoints;
    private final WebhookCalls calls;
    private final WebhookPauses pauses;

    ShopWebhooks(WebhookEndpointRepository endpoints, WebhookCalls calls, WebhookPauses pauses) {
        this.endpoints = endpoints;
        this.calls = calls;
        this.pauses = pauses;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Topic> topics() {
        return Set.of();
    }

    @Override
    public Mono<Void> handle(OutboxMessage message) {
        return Mono.empty();
    }

    @Override
    public Flux<OutboxConsumer> lanes() {
        return endpoints.all().map(endpoint -> new Lane(endpoint, calls, pauses));
    }

    /** The messages of one endpoint. An endpoint that is switched off gets no new ones. */
    private record Lane(WebhookEndpoint endpoint, WebhookCalls calls, WebhookPauses pauses) implements OutboxConsumer {

        @Override
        public String name() {
            return endpoint.consumer();
        }

        @Override
        public Set<Topic> topics() {
            return endpoint.active() ? endpoint.topics() : Set.of();
        }

        @Override
        public boolean isPaused() {
            return pauses.isPaused(endpoint);
        }

        @Override
        public Mono<Void> handle(OutboxMessage message) {
            return calls.call(endpoint, message);
        }
    }
}
