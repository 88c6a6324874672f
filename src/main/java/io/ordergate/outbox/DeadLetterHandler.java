package io.ordergate.outbox;

import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Lists, retries and drops dead letters over HTTP. */
@Component
class DeadLetterHandler {

    private final DeadLetters letters;

    DeadLetterHandler(DeadLetters letters) {
        this.letters = letters;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return letters.list(PageRequest.of(request)).flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> retry(ServerRequest request) {
        return Caller.account(request)
                .flatMap(admin -> letters.retry(id(request), admin))
                .then(ServerResponse.noContent().build());
    }

    Mono<ServerResponse> drop(ServerRequest request) {
        return Caller.account(request)
                .flatMap(admin -> letters.drop(id(request), admin))
                .then(ServerResponse.noContent().build());
    }

    private static long id(ServerRequest request) {
        return Long.parseLong(request.pathVariable("id"));
    }
}
