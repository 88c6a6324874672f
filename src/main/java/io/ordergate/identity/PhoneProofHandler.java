package io.ordergate.identity;

import io.ordergate.identity.PhoneLoginHandler.OtpSent;
import io.ordergate.identity.PhoneLoginHandler.VerifyOtpRequest;
import io.ordergate.support.PhoneNumbers;
import io.ordergate.web.Caller;
import io.ordergate.web.ClientAddresses;
import io.ordergate.web.IdempotencyKey;
import io.ordergate.web.Languages;
import io.ordergate.web.RequestBodies;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of what the proof of a phone changes: the number of an account, its password. */
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
        bodies.prepare(VerifyPhoneRequest.class, ResetPasswordRequest.class);
    }

    Mono<ServerResponse> startPhoneChange(ServerRequest request) {
        var key = IdempotencyKey.of(request);
        return bodies.read(request, PhoneForm.class)
                .map(form -> form.parse(phones))
                .zipWith(Caller.account(request))
                .flatMap(asked -> proofs.startPhoneChange(
                                asked.getT2().id(), asked.getT1(), Languages.of(request), key, addresses.of(request))
                        .doOnNext(session -> IdempotencyKey.markReplay(request, session.isReplay()))
                        .map(session -> OtpSent.of(asked.getT1(), session)))
                .flatMap(ServerResponse.accepted()::bodyValue);
    }

    Mono<ServerResponse> changePhone(ServerRequest request) {
        return bodies.read(request, VerifyPhoneRequest.class)
                .zipWith(Caller.account(request))
                .flatMap(asked -> proofs.changePhone(
                        asked.getT2().id(),
                        asked.getT1().sessionToken(),
                        asked.getT1().otp(),
                        addresses.of(request)))
                .flatMap(user -> ServerResponse.ok().bodyValue(UserView.of(user)));
    }

    Mono<ServerResponse> startPasswordReset(ServerRequest request) {
        var key = IdempotencyKey.of(request);
        return bodies.read(request, PhoneForm.class)
                .map(form -> form.parse(phones))
                .zipWhen(phone -> proofs.startPasswordReset(phone, Languages.of(request), key, addresses.of(request)))
                .doOnNext(
                        sent -> IdempotencyKey.markReplay(request, sent.getT2().isReplay()))
                .map(sent -> OtpSent.of(sent.getT1(), sent.getT2()))
                .flatMap(ServerResponse.accepted()::bodyValue);
    }

    Mono<ServerResponse> resetPassword(ServerRequest request) {
        return bodies.read(request, ResetPasswordRequest.class)
                .flatMap(body ->
                        proofs.resetPassword(body.sessionToken(), body.otp(), body.password(), addresses.of(request)))
                .then(ServerResponse.noContent().build());
    }

    record VerifyPhoneRequest(
            @NotBlank String sessionToken,

            @NotNull @Pattern(regexp = VerifyOtpRequest.CODE, message = VerifyOtpRequest.CODE_MESSAGE)
            String otp) {

        @Override
        public String toString() {
            return "VerifyPhoneRequest[hidden]";
        }
    }

    record ResetPasswordRequest(
            @NotBlank String sessionToken,

            @NotNull @Pattern(regexp = VerifyOtpRequest.CODE, message = VerifyOtpRequest.CODE_MESSAGE)
            String otp,

            @NotNull @NewPassword String password) {

        @Override
        public String toString() {
            return "ResetPasswordRequest[hidden]";
        }
    }
}
