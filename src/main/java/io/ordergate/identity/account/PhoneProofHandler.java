package io.ordergate.identity.account;

import io.ordergate.identity.signin.Confirmation;
import io.ordergate.identity.signin.OtpSent;
import io.ordergate.identity.signin.PhoneForm;
import io.ordergate.identity.user.UserView;
import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.TypedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.request.Languages;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the new phone number of an account. */
@Component
class PhoneProofHandler {

    private final PhoneProofs proofs;
    private final PhoneNumbers phones;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    PhoneProofHandler(PhoneProofs proofs, PhoneNumbers phones, RequestBodies bodies, ClientAddresses addresses) {
        this.proofs = proofs;
        this.phones = phones;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(PhoneChangeRequest.class, VerifyPhoneRequest.class);
    }

    Mono<ServerResponse> start(ServerRequest request) {
        return bodies.read(request, PhoneChangeRequest.class)
                .zipWhen(form -> Mono.fromSupplier(() -> form.phone(phones)))
                .zipWith(Caller.account(request))
                .flatMap(asked -> start(
                        request,
                        asked.getT2(),
                        asked.getT1().getT2(),
                        asked.getT1().getT1()))
                .flatMap(ServerResponse.accepted()::bodyValue);
    }

    private Mono<OtpSent> start(
            ServerRequest request, Caller.Account account, PhoneNumber phone, PhoneChangeRequest form) {
        var key = IdempotencyKey.of(request);
        return proofs.start(account, phone, form.confirmation(), Languages.of(request), key, addresses.of(request))
                .doOnNext(session -> IdempotencyKey.markReplay(request, session.isReplay()))
                .doOnNext(session -> RateLimitFilters.markUnsent(request, !session.isSent()))
                .map(session -> OtpSent.of(phone, session));
    }

    Mono<ServerResponse> verify(ServerRequest request) {
        return bodies.read(request, VerifyPhoneRequest.class)
                .zipWith(Caller.account(request))
                .flatMap(asked -> proofs.verify(
                        asked.getT2(),
                        asked.getT1().sessionToken(),
                        TypedCode.of("otp", asked.getT1().otp()),
                        addresses.of(request)))
                .flatMap(user -> ServerResponse.ok().bodyValue(UserView.of(user)));
    }

    record PhoneChangeRequest(
            @Nullable Sensitive phoneNumber,
            @Nullable String countryCode,
            @Nullable Sensitive mobileNumber,
            @Size(max = 1024) @Nullable Sensitive currentPassword,
            @Nullable Sensitive sessionToken,

            @Size(max = 64) @Nullable Sensitive otp) {

        PhoneNumber phone(PhoneNumbers phones) {
            return new PhoneForm(phoneNumber, countryCode, mobileNumber).parse(phones);
        }

        Confirmation confirmation() {
            return new Confirmation(currentPassword, sessionToken, otp);
        }
    }

    record VerifyPhoneRequest(
            @NotBlank Sensitive sessionToken,

            @NotNull @Size(max = 64) Sensitive otp) {}
}
