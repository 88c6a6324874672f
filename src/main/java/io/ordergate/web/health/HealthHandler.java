package io.ordergate.web.health;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the service's health. */
@Component
class HealthHandler {

    private final HealthChecks checks;

    HealthHandler(HealthChecks checks) {
        this.checks = checks;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return checks.report().flatMap(report -> ServerResponse.status(
                        report.works() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .bodyValue(report));
    }
}
