package io.ordergate.identity.passkey;

import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** HTTP of the caller's passkeys. */
@Component
class PasskeyHandler {

    private final Passkeys passkeys;
    private final UserRepository users;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    PasskeyHandler(Passkeys passkeys, UserRepository users, RequestBodies bodies, ClientAddresses addresses) {
        this.passkeys = passkeys;
        this.users = users;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(NewPasskeyRequest.class);
    }

    Mono<ServerResponse> options(ServerRequest request) {
        return Caller.account(request)
                .zipWhen(account -> users.findById(account.id())
                        .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN))))
                .flatMap(found -> passkeys.creationOptions(found.getT1(), label(found.getT2())))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> add(ServerRequest request) {
        return Caller.account(request)
                .zipWith(bodies.read(request, NewPasskeyRequest.class))
                .flatMap(call -> passkeys.add(
                        call.getT1(), call.getT2().name(), call.getT2().credential(), addresses.of(request)))
                .flatMap(ServerResponse.status(HttpStatus.CREATED)::bodyValue);
    }

    Mono<ServerResponse> remove(ServerRequest request) {
        return Caller.account(request)
                .flatMap(account -> passkeys.remove(account, PathIds.of(request), addresses.of(request)))
                .then(ServerResponse.noContent().build());
    }

    /** What the authenticator shows beside the name of the shop. */
    private static String label(User user) {
        var email = user.email();
        var phone = user.phone();
        return email != null ? email.value() : phone != null ? phone.e164() : user.name();
    }

    record NewPasskeyRequest(
            @NotBlank @Size(max = 60) @PlainText Sensitive name,
            @NotNull JsonNode credential) {}
}
