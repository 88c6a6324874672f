package io.ordergate.dialect.customerorders;

import io.ordergate.dialect.CanonicalCallsHandler;
import io.ordergate.dialect.LegacyOrder;
import io.ordergate.dialect.LegacyPlacementHandler;
import io.ordergate.identity.password.NewPassword;
import io.ordergate.identity.signin.PasswordSignIns;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.support.Detached;
import io.ordergate.support.EmailAddress;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.request.EmailText;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.request.SentNames;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Customers and their orders. The e-commerce backend shares the paths of single orders. */
@Component
class CustomerOrdersHandler {

    private final PasswordSignIns signIns;
    private final Orders orders;
    private final LegacyPlacementHandler placements;
    private final CanonicalCallsHandler canonical;
    private final PhoneNumbers phones;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    CustomerOrdersHandler(
            PasswordSignIns signIns,
            Orders orders,
            LegacyPlacementHandler placements,
            CanonicalCallsHandler canonical,
            PhoneNumbers phones,
            RequestBodies bodies,
            ClientAddresses addresses) {
        this.signIns = signIns;
        this.orders = orders;
        this.placements = placements;
        this.canonical = canonical;
        this.phones = phones;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(RegisterForm.class, LoginForm.class, EditForm.class);
    }

    Mono<ServerResponse> register(ServerRequest request) {
        return bodies.read(request, RegisterForm.class)
                .zipWhen(form -> register(form, addresses.of(request)))
                .map(made -> new Registered(made.getT2(), made.getT1().email()))
                .flatMap(ServerResponse.status(HttpStatus.CREATED)::bodyValue);
    }

    Mono<ServerResponse> login(ServerRequest request) {
        return bodies.read(request, LoginForm.class)
                .flatMap(form -> signIns.login(form.email(), form.password(), addresses.of(request)))
                .map(token -> new LoggedIn(token.value()))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> one(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> orders.find(PathIds.of(request), caller))
                .map(LegacyOrder::inText)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    /** An item with its amount is an order of the old service; everything else is a canonical order. */
    Mono<ServerResponse> edit(ServerRequest request) {
        return CanonicalCallsHandler.rereadable(request)
                .zipWhen(same -> bodies.read(same, EditForm.class))
                .flatMap(call -> call.getT2().isOfRowC() ? editItem(call.getT1()) : canonical.samePath(call.getT1()));
    }

    private Mono<ServerResponse> editItem(ServerRequest request) {
        SentNames.put(request, LegacyPlacementHandler.ITEM_NAMES);
        return bodies.read(request, LegacyPlacementHandler.ItemForm.class)
                .zipWith(Caller.of(request))
                .flatMap(call -> Detached.from(editItem(request, call.getT1(), call.getT2())))
                .map(LegacyOrder::inText)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    private Mono<Order> editItem(ServerRequest request, LegacyPlacementHandler.ItemForm form, Caller caller) {
        return placements
                .content(form, caller)
                .flatMap(content -> orders.edit(PathIds.of(request), content, IfMatch.of(request), caller));
    }

    private Mono<String> register(RegisterForm form, String address) {
        return signIns.register(form.username().strip(), form.email(), form.password(), form.phone(phones), address);
    }

    record RegisterForm(
            @NotBlank @Size(max = 100) @PlainText String username,
            @NotBlank @EmailText @Size(max = 254) @PlainText String email,
            @NotNull @NewPassword String password,
            @Nullable String phoneNumber) {

        RegisterForm {
            email = EmailAddress.canonical(email);
        }

        @Nullable
        PhoneNumber phone(PhoneNumbers phones) {
            return phoneNumber == null || phoneNumber.isBlank() ? null : phones.parse(phoneNumber, null);
        }

        @Override
        public String toString() {
            return "RegisterForm[hidden]";
        }
    }

    record LoginForm(
            @NotBlank @Size(max = 254) @PlainText String email,
            @NotEmpty @Size(max = 1024) String password) {

        @Override
        public String toString() {
            return "LoginForm[hidden]";
        }
    }

    record EditForm(@Nullable Object item, @Nullable BigDecimal amount) {

        boolean isOfRowC() {
            return item != null || amount != null;
        }
    }

    record Registered(String uid, String email) {}

    record LoggedIn(String token) {

        @Override
        public String toString() {
            return "LoggedIn[hidden]";
        }
    }
}
