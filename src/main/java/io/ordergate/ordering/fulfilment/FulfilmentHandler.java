package io.ordergate.ordering.fulfilment;

import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Runs the fulfilment job over HTTP. */
@Component
class FulfilmentHandler {

    private final FulfilmentJob job;

    FulfilmentHandler(FulfilmentJob job) {
        this.job = job;
    }

    Mono<ServerResponse> run(ServerRequest request) {
        return job.runNow().flatMap(ServerResponse.ok()::bodyValue);
    }
}
