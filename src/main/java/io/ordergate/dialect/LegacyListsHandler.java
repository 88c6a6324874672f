package io.ordergate.dialect;

import io.ordergate.ordering.OrderFilters;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.security.Caller;
import java.util.Set;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Answers with lists of orders as arrays, newest first: the caller's own, and everybody's for staff. */
@Component
public class LegacyListsHandler {

    private static final Set<String> NAMES = Set.of("skip", "limit", "status", "phone_number");
    private static final int MOST = 100;
    private static final int FARTHEST = 10_000;

    private final Orders orders;
    private final OrderFilters filters;

    LegacyListsHandler(Orders orders, OrderFilters filters) {
        this.orders = orders;
        this.filters = filters;
    }

    /**
     * The orders that the query asks for, each in this view. Errors: {@code invalid-request}, {@code invalid-phone}.
     */
    public Mono<ServerResponse> list(ServerRequest request, Function<Order, Object> view) {
        var query = QueryParameters.of(request, NAMES);
        var skip = query.number("skip", 0, 0, FARTHEST);
        var limit = query.number("limit", MOST, 1, MOST);
        return Caller.of(request)
                .flatMap(caller -> orders.list(filters.ofStatusAndPhone(query), skip, limit, caller))
                .map(found -> found.stream().map(view).toList())
                .flatMap(ServerResponse.ok()::bodyValue);
    }
}
