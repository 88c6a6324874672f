package io.ordergate.dialect.customerorders;

import io.ordergate.identity.password.NewPassword;
import io.ordergate.identity.signin.PasswordSignIns;
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
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Registers and signs in customers of the customer-order service by password. */
@Component
class CustomerHandler {

    private final PasswordSignIns signIns;
    private final PhoneNumbers phones;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    CustomerHandler(PasswordSignIns signIns, PhoneNumbers phones, RequestBodies bodies, ClientAddresses addresses) {
        this.signIns = signIns;
        this.phones = phones;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(RegisterForm.class, LoginForm.class);
    }

    Mono<ServerResponse> register(ServerRequest request) {
        return bodies.read(request, RegisterForm.class)
                .zipWhen(form -> register(form, addresses.of(request)))
                .map(made -> new RegisterResponse(made.getT2(), made.getT1().email()))
                .flatMap(ServerResponse.status(HttpStatus.CREATED)::bodyValue);
    }

    Mono<ServerResponse> login(ServerRequest request) {
        return bodies.read(request, LoginForm.class)
                .flatMap(form ->
                        signIns.login(form.email().value(), form.password().value(), addresses.of(request)))
                .map(token -> new LoginResponse(token.value()))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    private Mono<String> register(RegisterForm form, ClientAddress address) {
        return signIns.register(
                form.username().value().strip(),
                form.email().value(),
                form.password().value(),
                phone(form),
                address);
    }

    private @Nullable PhoneNumber phone(RegisterForm form) {
        var number = form.phoneNumber();
        return number == null || number.isBlank() ? null : phones.parse(number.value(), null);
    }

    record RegisterForm(
            @NotBlank @Size(max = 100) @PlainText Sensitive username,
            @NotBlank @EmailText @Size(max = 254) @PlainText Sensitive email,
            @NotNull @NewPassword Sensitive password,
            @Nullable Sensitive phoneNumber) {

        RegisterForm {
            var canonical = EmailAddress.canonical(Sensitive.textOf(email));
            email = canonical == null ? email : Sensitive.of(canonical);
        }
    }

    record LoginForm(
            @NotBlank @Size(max = 254) @PlainText Sensitive email,
            @NotEmpty @Size(max = 1024) Sensitive password) {}

    record RegisterResponse(String uid, Sensitive email) {}

    record LoginResponse(Sensitive token) {}
}
