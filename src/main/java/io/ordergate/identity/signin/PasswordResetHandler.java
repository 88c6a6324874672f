package io.ordergate.identity.signin;

import io.ordergate.identity.password.NewPassword;
import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.TypedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.request.Languages;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the reset of passwords. */
@Component
class PasswordResetHandler {

    private final PasswordResets resets;
    private final PhoneNumbers phones;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    PasswordResetHandler(PasswordResets resets, PhoneNumbers phones, RequestBodies bodies, ClientAddresses addresses) {
        this.resets = resets;
        this.phones = phones;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(PhoneForm.class, ResetPasswordRequest.class);
    }

    Mono<ServerResponse> start(ServerRequest request) {
        var key = IdempotencyKey.of(request);
        return bodies.read(request, PhoneForm.class)
                .map(form -> form.parse(phones))
                .zipWhen(phone -> resets.start(phone, Languages.of(request), key, addresses.of(request)))
                .doOnNext(
                        sent -> IdempotencyKey.markReplay(request, sent.getT2().isReplay()))
                .doOnNext(sent ->
                        RateLimitFilters.markUnsent(request, !sent.getT2().isSent()))
                .map(sent -> OtpSent.of(sent.getT1(), sent.getT2()))
                .flatMap(ServerResponse.accepted()::bodyValue);
    }

    Mono<ServerResponse> reset(ServerRequest request) {
        return bodies.read(request, ResetPasswordRequest.class)
                .flatMap(body -> resets.reset(
                        body.sessionToken(), TypedCode.of("otp", body.otp()), body.password(), addresses.of(request)))
                .then(ServerResponse.noContent().build());
    }

    record ResetPasswordRequest(
            @NotBlank Sensitive sessionToken,
            @NotNull @Size(max = 64) Sensitive otp,
            @NotNull @NewPassword Sensitive password) {}
}
