package io.ordergate.ordering;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.Caller;
import io.ordergate.web.IfMatch;
import io.ordergate.web.PageRequest;
import io.ordergate.web.QueryParameters;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of reading orders. */
@Component
class OrderHandler {

    private final Orders orders;
    private final OrderDrafts drafts;

    OrderHandler(Orders orders, OrderDrafts drafts) {
        this.orders = orders;
        this.drafts = drafts;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> orders.list(filter(request), PageRequest.of(request), caller))
                .map(page -> page.map(OrderView::of))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> own(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> orders.own(filter(request), PageRequest.of(request), caller))
                .map(page -> page.map(OrderView::of))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> one(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> orders.find(id(request), caller))
                .flatMap(OrderHandler::ok);
    }

    Mono<ServerResponse> history(ServerRequest request) {
        return Caller.of(request)
                .zipWhen(caller -> orders.history(id(request), PageRequest.of(request), caller))
                .map(found -> found.getT2().map(event -> OrderEventView.of(event, found.getT1())))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    static Mono<ServerResponse> ok(Order order) {
        return ServerResponse.ok().eTag(IfMatch.tag(order.version())).bodyValue(OrderView.of(order));
    }

    static UUID id(ServerRequest request) {
        try {
            return UUID.fromString(request.pathVariable("id"));
        } catch (IllegalArgumentException notAnId) {
            throw Failure.of(ProblemCode.NOT_FOUND);
        }
    }

    private OrderFilter filter(ServerRequest request) {
        var query = QueryParameters.of(request);
        return new OrderFilter(
                query.oneOf("status", OrderStatus.values(), OrderStatus::id),
                phone(query.text("phone_number")),
                SearchText.of(query.text("q")),
                query.text("from") == null ? null : query.time("from", QueryParameters.EARLIEST),
                query.text("to") == null ? null : query.time("to", QueryParameters.LATEST));
    }

    /** A plus sign that was not encoded has become a space, and is gone: no number in national form is that long. */
    private @Nullable String phone(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return drafts.phone(text.matches("[1-9]\\d{9,}") ? "+" + text : text).e164();
    }
}
