package io.ordergate.dialect.orderapi;

import io.ordergate.dialect.CanonicalCallsHandler;
import io.ordergate.dialect.LegacyOrder;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.Detached;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.Caller;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The order API: sign-in that counts in minutes, and orders that are cancelled only while nothing has happened to them. */
@Component
class OrderApiHandler {

    private static final Set<OrderStatus> UNTOUCHED = Set.of(OrderStatus.PENDING, OrderStatus.VERIFIED);

    private final CanonicalCallsHandler canonical;
    private final Orders orders;

    OrderApiHandler(CanonicalCallsHandler canonical, Orders orders) {
        this.canonical = canonical;
        this.orders = orders;
    }

    Mono<ServerResponse> login(ServerRequest request) {
        return canonical.samePath(request).flatMap(canonical.shown(SignedIn.class, HttpStatus.OK, SignedIn::inMinutes));
    }

    Mono<ServerResponse> cancel(ServerRequest request) {
        var id = PathIds.of(request);
        return Caller.of(request)
                .flatMap(caller -> Detached.from(cancel(id, IfMatch.of(request), caller)))
                .map(LegacyOrder::inNumbers)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    /** Only the version that was looked at is cancelled. */
    private Mono<Order> cancel(UUID id, IfMatch wanted, Caller caller) {
        return orders.find(id, caller)
                .doOnNext(order -> wanted.check(order.version()))
                .filter(order -> UNTOUCHED.contains(order.status()))
                .switchIfEmpty(Mono.error(
                        () -> Failure.of(ProblemCode.INVALID_REQUEST, "Only pending orders can be cancelled.")))
                .flatMap(order -> orders.cancel(id, new IfMatch(Set.of(IfMatch.tag(order.version()))), caller));
    }

    record SignedIn(String accessToken, String refreshToken, String tokenType, long expiresIn) {

        SignedIn inMinutes() {
            var minutes = Duration.ofSeconds(expiresIn).toMinutes();
            return new SignedIn(accessToken, refreshToken, "bearer", minutes);
        }

        @Override
        public String toString() {
            return "SignedIn[hidden]";
        }
    }
}
