package io.ordergate.identity.signin;

import io.ordergate.identity.password.NewPassword;
import io.ordergate.identity.token.TokenHandler;
import io.ordergate.identity.user.UserView;
import io.ordergate.support.EmailAddress;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.EmailText;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.RequestBodies;
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

/** HTTP of accounts with a password. */
@Component
class AuthHandler {

    private final Registrations registrations;
    private final PasswordLogins logins;
    private final TokenHandler answers;
    private final PhoneNumbers phones;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    AuthHandler(
            Registrations registrations,
            PasswordLogins logins,
            TokenHandler answers,
            PhoneNumbers phones,
            RequestBodies bodies,
            ClientAddresses addresses) {
        this.registrations = registrations;
        this.logins = logins;
        this.answers = answers;
        this.phones = phones;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(RegisterRequest.class, LoginRequest.class);
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
                .flatMap(tokens -> answers.signedIn(request, tokens));
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
}
