package io.ordergate.notification.webhook;

import io.ordergate.support.RequestLog;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Shows and changes the endpoints of shops over HTTP. */
@Component
class EndpointHandler {

    private static final Logger log = LoggerFactory.getLogger("io.ordergate.security");

    private static final Boolean[] EITHER = {true, false};

    private final WebhookEndpoints endpoints;
    private final WebhookDeliveries deliveries;
    private final RequestBodies bodies;

    private record TestEvent(String deliveryId) {}

    private record AllEndpoints(List<WebhookEndpointView> items) {}

    EndpointHandler(WebhookEndpoints endpoints, WebhookDeliveries deliveries, RequestBodies bodies) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.bodies = bodies;
        bodies.prepare(WebhookEndpointForm.class, WebhookEndpointPatch.class);
    }

    Mono<ServerResponse> list(ServerRequest request) {
        QueryParameters.none(request);
        return endpoints
                .list()
                .map(all -> new AllEndpoints(
                        all.stream().map(WebhookEndpointView::of).toList()))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> one(ServerRequest request) {
        return endpoints.find(PathIds.of(request)).map(WebhookEndpointView::of).flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> add(ServerRequest request) {
        return bodies.read(request, WebhookEndpointForm.class)
                .flatMap(endpoints::add)
                .delayUntil(added -> record(request, "added", added.id()))
                .map(this::withSecret)
                .flatMap(added -> ServerResponse.created(URI.create(EndpointRoutes.ALL + "/" + added.id()))
                        .bodyValue(added));
    }

    Mono<ServerResponse> change(ServerRequest request) {
        return bodies.read(request, WebhookEndpointPatch.class)
                .flatMap(patch -> endpoints.change(PathIds.of(request), patch))
                .delayUntil(changed -> record(request, "changed", changed.id()))
                .map(WebhookEndpointView::of)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> rotate(ServerRequest request) {
        return endpoints
                .rotate(PathIds.of(request))
                .delayUntil(rotated -> record(request, "rotated", rotated.id()))
                .map(this::withSecret)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> remove(ServerRequest request) {
        return endpoints
                .remove(PathIds.of(request))
                .then(record(request, "removed", PathIds.of(request)))
                .then(ServerResponse.noContent().build());
    }

    Mono<ServerResponse> deliveries(ServerRequest request) {
        var query = QueryParameters.of(request);
        var page = PageRequest.of(request, "topic", "failed");
        return deliveries
                .list(PathIds.of(request), query.text("topic"), query.oneOf("failed", EITHER, String::valueOf), page)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> redeliver(ServerRequest request) {
        return deliveries
                .redeliver(PathIds.of(request), PathIds.of(request, "delivery"))
                .then(ServerResponse.accepted().build());
    }

    Mono<ServerResponse> test(ServerRequest request) {
        return deliveries
                .test(PathIds.of(request))
                .delayUntil(sent -> record(request, "tested", PathIds.of(request)))
                .map(TestEvent::new)
                .flatMap(ServerResponse.accepted()::bodyValue);
    }

    /** Logs who sends orders where, in the security log. */
    private static Mono<Void> record(ServerRequest request, String action, UUID id) {
        return Caller.account(request)
                .zipWith(Mono.deferContextual(Mono::just))
                .doOnNext(by -> RequestLog.write(
                        by.getT2(),
                        () -> log.info(
                                "webhook-endpoint-{}: {}, by {}",
                                action,
                                id,
                                by.getT1().id())))
                .then();
    }

    private WebhookEndpointView withSecret(WebhookEndpoint endpoint) {
        return WebhookEndpointView.of(endpoint, endpoints.secret(endpoint));
    }
}
