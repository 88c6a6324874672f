package io.ordergate.outbox;

import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of parked messages. */
@Component
class ParkedHandler {

    private final ParkedMessages parked;

    ParkedHandler(ParkedMessages parked) {
        this.parked = parked;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return parked.list(PageRequest.of(request)).flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> retry(ServerRequest request) {
        return Caller.account(request)
                .flatMap(admin -> parked.retry(id(request), admin))
                .then(ServerResponse.noContent().build());
    }

    Mono<ServerResponse> drop(ServerRequest request) {
        return Caller.account(request)
                .flatMap(admin -> parked.drop(id(request), admin))
                .then(ServerResponse.noContent().build());
    }

    private static long id(ServerRequest request) {
        return Long.parseLong(request.pathVariable("id"));
    }
}
