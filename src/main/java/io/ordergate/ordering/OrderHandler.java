package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderView;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.Caller;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Reads orders over HTTP. */
@Component
class OrderHandler {

    private final Orders orders;
    private final OrderFilters filters;

    OrderHandler(Orders orders, OrderFilters filters) {
        this.orders = orders;
        this.filters = filters;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> orders.list(filters.of(request), page(request), caller))
                .map(page -> page.map(OrderView::of))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> own(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> orders.own(filters.of(request), page(request), caller))
                .map(page -> page.map(OrderView::of))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> one(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> orders.find(PathIds.of(request), caller))
                .flatMap(OrderHandler::ok);
    }

    Mono<ServerResponse> history(ServerRequest request) {
        return Caller.of(request)
                .zipWhen(caller -> orders.history(PathIds.of(request), PageRequest.of(request), caller))
                .map(found -> found.getT2().map(event -> OrderEventView.of(event, found.getT1())))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    private static PageRequest page(ServerRequest request) {
        return PageRequest.of(request, OrderFilters.NAMES.toArray(String[]::new));
    }

    static Mono<ServerResponse> ok(Order order) {
        return ServerResponse.ok().eTag(IfMatch.tag(order.version())).bodyValue(OrderView.of(order));
    }
}
