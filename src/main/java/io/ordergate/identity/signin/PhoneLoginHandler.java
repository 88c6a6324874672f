package io.ordergate.identity.signin;

import io.ordergate.identity.token.TokenHandler;
import io.ordergate.identity.token.TokenHandler.TokenResponse;
import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.attempt.TypedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.request.Languages;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the sign-in by a texted code. */
@Component
class PhoneLoginHandler {

    private final PhoneLogins logins;
    private final TokenHandler answers;
    private final PhoneNumbers phones;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    PhoneLoginHandler(
            PhoneLogins logins,
            TokenHandler answers,
            PhoneNumbers phones,
            RequestBodies bodies,
            ClientAddresses addresses) {
        this.logins = logins;
        this.answers = answers;
        this.phones = phones;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(PhoneForm.class, ResendOtpRequest.class, VerifyOtpRequest.class);
    }

    Mono<ServerResponse> sendOtp(ServerRequest request) {
        var key = IdempotencyKey.of(request);
        return bodies.read(request, PhoneForm.class)
                .map(form -> form.parse(phones))
                .zipWhen(phone -> logins.send(phone, Languages.of(request), key, addresses.of(request)))
                .doOnNext(
                        sent -> IdempotencyKey.markReplay(request, sent.getT2().isReplay()))
                .doOnNext(sent ->
                        RateLimitFilters.markUnsent(request, !sent.getT2().isSent()))
                .map(sent -> OtpSent.of(sent.getT1(), sent.getT2()))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> resendOtp(ServerRequest request) {
        return bodies.read(request, ResendOtpRequest.class)
                .flatMap(body -> logins.resend(body.holder(phones), addresses.of(request)))
                .map(OtpResent::of)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> verifyOtp(ServerRequest request) {
        var key = IdempotencyKey.of(request);
        return bodies.read(request, VerifyOtpRequest.class)
                .flatMap(body ->
                        logins.verify(body.holder(phones), TypedCode.of("otp", body.otp()), key, addresses.of(request)))
                .doOnNext(tokens -> IdempotencyKey.markReplay(request, tokens.isReplay()))
                .flatMap(tokens -> answers.signedIn(request, tokens, OtpVerified::of));
    }

    record ResendOtpRequest(
            @Nullable Sensitive sessionToken,
            @Nullable Sensitive phoneNumber,
            @Nullable String countryCode,
            @Nullable Sensitive mobileNumber) {

        CodeHolder holder(PhoneNumbers phones) {
            return new PhoneForm(phoneNumber, countryCode, mobileNumber).holder(sessionToken, phones);
        }
    }

    record VerifyOtpRequest(
            @Nullable Sensitive sessionToken,
            @Nullable Sensitive phoneNumber,
            @Nullable String countryCode,
            @Nullable Sensitive mobileNumber,

            @NotNull @Size(max = 64) Sensitive otp) {

        CodeHolder holder(PhoneNumbers phones) {
            return new PhoneForm(phoneNumber, countryCode, mobileNumber).holder(sessionToken, phones);
        }
    }

    /** The answer to a resend, with times in seconds. */
    record OtpResent(boolean success, String message, long expiresIn, long resendIn, int sendsRemaining) {

        static OtpResent of(Session session) {
            return new OtpResent(
                    true,
                    "The code was sent again.",
                    session.expiresIn().toSeconds(),
                    session.resendIn().toSeconds(),
                    session.sendsRemaining());
        }
    }

    record OtpVerified(
            boolean success,
            String message,
            Sensitive accessToken,
            @Nullable Sensitive refreshToken,
            String tokenType,
            long expiresIn) {

        static OtpVerified of(TokenResponse answer) {
            return new OtpVerified(
                    true,
                    "You are signed in.",
                    answer.accessToken(),
                    answer.refreshToken(),
                    answer.tokenType(),
                    answer.expiresIn());
        }
    }
}
