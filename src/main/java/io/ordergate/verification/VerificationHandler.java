package io.ordergate.verification;

import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of what has become of a code. */
@Component
class VerificationHandler {

    private final CodeStates states;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    VerificationHandler(CodeStates states, RequestBodies bodies, ClientAddresses addresses) {
        this.states = states;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(StatusRequest.class);
    }

    Mono<ServerResponse> status(ServerRequest request) {
        return bodies.read(request, StatusRequest.class)
                .flatMap(body -> states.of(body.sessionToken(), addresses.of(request)))
                .map(StatusResponse::of)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    record StatusRequest(@NotBlank Sensitive sessionToken) {}

    /** Times in seconds. */
    record StatusResponse(
            String status,
            @Nullable String reason,
            int attemptsRemaining,
            int sendsRemaining,
            long resendInSeconds,
            long expiresInSeconds) {

        static StatusResponse of(CodeStates.CodeState state) {
            var problem = state.delivery().problem();
            var challenge = state.challenge();
            return new StatusResponse(
                    state.delivery().state(),
                    problem == null ? null : problem.id(),
                    challenge.attemptsRemaining(),
                    challenge.sendsRemaining(),
                    challenge.resendIn().toSeconds(),
                    challenge.expiresIn().toSeconds());
        }
    }
}
