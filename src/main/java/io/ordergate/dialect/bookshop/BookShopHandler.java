package io.ordergate.dialect.bookshop;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.ordergate.dialect.CanonicalCallsHandler;
import io.ordergate.dialect.LegacyListsHandler;
import io.ordergate.dialect.LegacyOrder;
import io.ordergate.ordering.OrderChanges;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.OrderView;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.security.Caller;
import java.math.BigDecimal;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers calls of the book shop. */
@Component
class BookShopHandler {

    private static final String CANONICAL = "/api/v1/orders/";

    private final CanonicalCallsHandler canonical;
    private final Orders orders;
    private final OrderChanges changes;
    private final LegacyListsHandler lists;
    private final JsonMapper json;

    BookShopHandler(
            CanonicalCallsHandler canonical,
            Orders orders,
            OrderChanges changes,
            LegacyListsHandler lists,
            JsonMapper json) {
        this.canonical = canonical;
        this.orders = orders;
        this.changes = changes;
        this.lists = lists;
        this.json = json;
    }

    Mono<ServerResponse> initiate(ServerRequest request) {
        return canonical
                .samePath(request)
                .flatMap(canonical.shown(InitiateResponse.class, HttpStatus.ACCEPTED, started -> started));
    }

    /** Confirms an order. The canonical answer has the order and its token side by side. */
    Mono<ServerResponse> verify(ServerRequest request) {
        return canonical.samePath(request).flatMap(canonical.shown(JsonNode.class, HttpStatus.OK, this::verified));
    }

    /** Sends the code again. Old clients send the session in the query, too. */
    Mono<ServerResponse> resendCode(ServerRequest request) {
        var token = QueryParameters.of(request).text("session_token");
        var target = token == null ? request : canonical.withBody(request, Map.of("session_token", token));
        return canonical
                .call(target, CANONICAL + "resend-code")
                .flatMap(canonical.shown(ResendResponse.class, HttpStatus.OK, resent -> resent));
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return lists.list(request, LegacyOrder::inNumbers);
    }

    Mono<ServerResponse> one(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> orders.find(PathIds.of(request), caller))
                .map(LegacyOrder::inNumbers)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    /** Brings an order into another status. Old clients send the status in the query, too. */
    Mono<ServerResponse> transition(ServerRequest request) {
        var status = QueryParameters.of(request).text("status");
        var target = status == null ? request : canonical.withBody(request, Map.of("status", status));
        return canonical
                .call(target, CANONICAL + request.pathVariable("id") + "/status")
                .flatMap(canonical.shown(
                        OrderView.class,
                        HttpStatus.OK,
                        order -> new Message("Order status updated to " + order.status() + ".")));
    }

    Mono<ServerResponse> cancel(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> Uncancellable.from(changes.cancel(PathIds.of(request), IfMatch.of(request), caller)))
                .flatMap(order -> ServerResponse.ok().bodyValue(new Message("Order cancelled.")));
    }

    private VerifyResponse verified(JsonNode placed) {
        return new VerifyResponse(
                LegacyOrder.inNumbers(json.treeToValue(placed, OrderView.class)),
                Sensitive.of(placed.path("access_token").asString()),
                placed.path("token_type").asString(),
                placed.path("expires_in").asLong());
    }

    record Message(String message) {}

    record InitiateResponse(
            String message,
            Sensitive sessionToken,
            long expiresInSeconds,
            long resendInSeconds,
            BigDecimal totalAmount,
            String currency) {}

    record ResendResponse(String message, long expiresInSeconds, long resendInSeconds, int sendsRemaining) {}

    record VerifyResponse(
            @JsonUnwrapped LegacyOrder<BigDecimal> order, Sensitive accessToken, String tokenType, long expiresIn) {}
}
