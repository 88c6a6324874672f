package io.ordergate.dialect.orderapi;

import io.ordergate.dialect.CanonicalCallsHandler;
import io.ordergate.dialect.LegacyItemHandler;
import io.ordergate.dialect.LegacyItemHandler.ItemForm;
import io.ordergate.dialect.LegacyOrder;
import io.ordergate.ordering.OrderChanges;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Fulfilment;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.request.SentNames;
import io.ordergate.web.security.Caller;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Answers calls of the order API: its sign-in counts in minutes, and its orders are cancelled only while nothing has
 * happened to them.
 */
@Component
class OrderApiHandler {

    private static final Set<OrderStatus> UNTOUCHED = Set.of(OrderStatus.PENDING, OrderStatus.VERIFIED);

    /** What clients call the fields of a canonical line. */
    private static final Map<String, String> NAMES =
            Map.of("items[0].title", "product_name", "items[0].unit_price", "amount");

    private final CanonicalCallsHandler canonical;
    private final LegacyItemHandler items;
    private final Orders orders;
    private final OrderChanges changes;
    private final RequestBodies bodies;

    OrderApiHandler(
            CanonicalCallsHandler canonical,
            LegacyItemHandler items,
            Orders orders,
            OrderChanges changes,
            RequestBodies bodies) {
        this.canonical = canonical;
        this.items = items;
        this.orders = orders;
        this.changes = changes;
        this.bodies = bodies;
        bodies.prepare(ProductForm.class);
    }

    Mono<ServerResponse> login(ServerRequest request) {
        return canonical
                .samePath(request)
                .flatMap(canonical.shown(TokenResponse.class, HttpStatus.OK, TokenResponse::inMinutes));
    }

    /** Places an order that a job brings further. */
    Mono<ServerResponse> place(ServerRequest request) {
        SentNames.put(request, NAMES);
        return bodies.read(request, ProductForm.class)
                .map(form -> new ItemForm(form.productName(), form.amount()))
                .flatMap(form -> items.place(request, form, Fulfilment.AUTOMATIC, LegacyOrder::inNumbers));
    }

    Mono<ServerResponse> cancel(ServerRequest request) {
        var id = PathIds.of(request);
        return Caller.of(request)
                .flatMap(caller -> Uncancellable.from(cancel(id, IfMatch.of(request), caller)))
                .map(LegacyOrder::inNumbers)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    /** Cancels only the version that was read. */
    private Mono<Order> cancel(UUID id, IfMatch wanted, Caller caller) {
        return orders.find(id, caller)
                .doOnNext(order -> wanted.check(order.version()))
                .filter(order -> UNTOUCHED.contains(order.status()))
                .switchIfEmpty(Mono.error(
                        () -> Failure.of(ProblemCode.INVALID_REQUEST, "Only pending orders can be cancelled.")))
                .flatMap(order -> changes.cancel(id, new IfMatch(Set.of(IfMatch.tag(order.version()))), caller));
    }

    record ProductForm(
            @NotBlank @Size(max = 200) @PlainText String productName,

            @NotNull @DecimalMin(value = "0", inclusive = false, message = "must be above zero")
            BigDecimal amount) {}

    record TokenResponse(Sensitive accessToken, Sensitive refreshToken, String tokenType, long expiresIn) {

        TokenResponse inMinutes() {
            var minutes = Duration.ofSeconds(expiresIn).toMinutes();
            return new TokenResponse(accessToken, refreshToken, "bearer", minutes);
        }
    }
}
