package io.ordergate.ordering.live;

import io.ordergate.web.request.Connections;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.CallerWatch;
import io.ordergate.web.security.ClientAddresses;
import io.ordergate.web.server.HeadRequests;
import java.util.Optional;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers with live streams over HTTP: server-sent events. */
@Component
class OrderStreamHandler {

    private static final ServerSentEvent<String> HEARTBEAT =
            ServerSentEvent.<String>builder().comment("").build();
    private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENTS =
            new ParameterizedTypeReference<>() {};

    private final LiveOrders live;
    private final CallerWatch callers;
    private final ClientAddresses addresses;
    private final StreamSettings settings;

    OrderStreamHandler(LiveOrders live, CallerWatch callers, ClientAddresses addresses, StreamSettings settings) {
        this.live = live;
        this.callers = callers;
        this.addresses = addresses;
        this.settings = settings;
    }

    Mono<ServerResponse> stream(ServerRequest request) {
        QueryParameters.none(request);
        if (HeadRequests.isHead(request)) {
            return ServerResponse.ok().contentType(MediaType.TEXT_EVENT_STREAM).build();
        }
        return Caller.of(request).flatMap(caller -> ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .header("X-Accel-Buffering", "no")
                .body(events(request, caller), EVENTS));
    }

    private Flux<ServerSentEvent<String>> events(ServerRequest request, Caller caller) {
        var after = StreamPosition.parse(request.headers().firstHeader("Last-Event-ID"));
        return live.follow(caller, addresses.of(request), callers.of(request, settings.heartbeat()), after)
                .map(OrderStreamHandler::event)
                .doOnError(Exceptions::isOverflow, slow -> Connections.close(request));
    }

    private static ServerSentEvent<String> event(Optional<OrderStreamEvent> news) {
        return news.map(event -> ServerSentEvent.builder(event.data())
                        .id(event.position().word())
                        .event(event.placed() ? "placed" : "changed")
                        .build())
                .orElse(HEARTBEAT);
    }
}
