package io.ordergate.identity.account;

import io.ordergate.identity.signin.Confirmation;
import io.ordergate.identity.user.UserView;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the caller's own account. */
@Component
class ProfileHandler {

    private static final ErasureForm NO_BODY = new ErasureForm(null, null, null);

    private final Profiles profiles;
    private final Erasures erasures;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    ProfileHandler(Profiles profiles, Erasures erasures, RequestBodies bodies, ClientAddresses addresses) {
        this.profiles = profiles;
        this.erasures = erasures;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(ProfileForm.class, ErasureForm.class);
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return Caller.account(request).flatMap(profiles::of).map(UserView::of).flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> change(ServerRequest request) {
        return Caller.account(request)
                .zipWith(bodies.read(request, ProfileForm.class))
                .flatMap(call -> profiles.change(call.getT1(), call.getT2(), addresses.of(request)))
                .map(UserView::of)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> erase(ServerRequest request) {
        return Caller.account(request)
                .zipWith(bodies.read(request, ErasureForm.class, NO_BODY))
                .flatMap(call -> erasures.erase(call.getT1(), call.getT2().confirmation(), addresses.of(request)))
                .then(ServerResponse.noContent().build());
    }

    record ErasureForm(
            @Size(max = 1024) @Nullable Sensitive currentPassword,
            @Nullable Sensitive sessionToken,

            @Size(max = 64) @Nullable Sensitive otp) {

        Confirmation confirmation() {
            return new Confirmation(currentPassword, sessionToken, otp);
        }
    }
}
