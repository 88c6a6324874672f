package io.ordergate.identity.signin;

import io.ordergate.identity.password.NewPassword;
import io.ordergate.identity.token.RefreshToken;
import io.ordergate.identity.user.UserView;
import io.ordergate.support.EmailAddress;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.EmailText;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of accounts with a password, and of sign-ins. */
@Component
class AuthHandler {

    private final Registrations registrations;
    private final PasswordLogins logins;
    private final RefreshTokens refreshTokens;
    private final SignIns signIns;
    private final PhoneNumbers phones;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    AuthHandler(
            Registrations registrations,
            PasswordLogins logins,
            RefreshTokens refreshTokens,
            SignIns signIns,
            PhoneNumbers phones,
            RequestBodies bodies,
            ClientAddresses addresses) {
        this.registrations = registrations;
        this.logins = logins;
        this.refreshTokens = refreshTokens;
        this.signIns = signIns;
        this.phones = phones;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(RegisterRequest.class, LoginRequest.class, RefreshRequest.class);
    }

    Mono<ServerResponse> register(ServerRequest request) {
        return bodies.read(request, RegisterRequest.class)
                .flatMap(body -> registrations.register(
                        body.name().value().strip(),
                        body.email().value(),
                        body.password().value(),
                        body.claimed(phones),
                        address(request)))
                .flatMap(user -> ServerResponse.created(URI.create("/api/v1/users/" + user.id()))
                        .bodyValue(UserView.of(user)));
    }

    Mono<ServerResponse> login(ServerRequest request) {
        return bodies.read(request, LoginRequest.class)
                .flatMap(body ->
                        logins.login(body.email().value(), body.password().value(), address(request)))
                .flatMap(AuthHandler::answer);
    }

    Mono<ServerResponse> refresh(ServerRequest request) {
        return bodies.read(request, RefreshRequest.class)
                .flatMap(body -> refreshTokens.refresh(new RefreshToken(body.refreshToken()), address(request)))
                .flatMap(AuthHandler::answer);
    }

    /** Answers the same whether or not there was a sign-in to end: a client that logs out twice is logged out. */
    Mono<ServerResponse> logout(ServerRequest request) {
        return bodies.read(request, RefreshRequest.class)
                .flatMap(body -> refreshTokens.end(new RefreshToken(body.refreshToken()), address(request)))
                .then(ServerResponse.noContent().build());
    }

    Mono<ServerResponse> logoutAll(ServerRequest request) {
        return Caller.account(request)
                .flatMap(account -> signIns.endAll(account.id(), address(request)))
                .then(ServerResponse.noContent().build());
    }

    private static Mono<ServerResponse> answer(Tokens tokens) {
        return ServerResponse.ok().bodyValue(TokenResponse.of(tokens));
    }

    /** The form that is stored: blanks around an address are typing errors. A missing address is refused later. */
    private static Sensitive canonical(Sensitive email) {
        return email == null ? email : Sensitive.of(Objects.requireNonNull(EmailAddress.canonical(email.value())));
    }

    private ClientAddress address(ServerRequest request) {
        return addresses.of(request);
    }

    record RegisterRequest(
            @NotBlank @Size(max = 100) @PlainText Sensitive name,
            @NotBlank @EmailText @Size(max = 254) @PlainText Sensitive email,
            @NotNull @NewPassword Sensitive password,
            @Nullable Sensitive phoneNumber,
            @Nullable String countryCode) {

        RegisterRequest {
            email = canonical(email);
        }

        @Nullable
        PhoneNumber claimed(PhoneNumbers phones) {
            return phoneNumber == null || phoneNumber.isBlank() ? null : phones.parse(phoneNumber.value(), countryCode);
        }
    }

    record LoginRequest(
            @NotBlank @Size(max = 254) @PlainText Sensitive email,
            @NotEmpty @Size(max = 1024) Sensitive password) {

        LoginRequest {
            email = canonical(email);
        }
    }

    record RefreshRequest(
            @NotBlank @Size(max = 200) @PlainText Sensitive refreshToken) {}
}
