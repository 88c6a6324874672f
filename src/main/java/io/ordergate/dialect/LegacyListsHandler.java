package io.ordergate.dialect;

import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.security.Caller;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Lists of orders as arrays, newest first: one's own, and everybody's for those who work for the shop. */
@Component
public class LegacyListsHandler {

    private static final Set<String> NAMES = Set.of("skip", "limit", "status", "phone_number");
    private static final int MOST = 100;
    private static final int FARTHEST = 10_000;

    private final Orders orders;
    private final PhoneNumbers phones;

    LegacyListsHandler(Orders orders, PhoneNumbers phones) {
        this.orders = orders;
        this.phones = phones;
    }

    public Mono<ServerResponse> inNumbers(ServerRequest request) {
        return list(request, LegacyOrder::inNumbers);
    }

    public Mono<ServerResponse> inText(ServerRequest request) {
        return list(request, LegacyOrder::inText);
    }

    private Mono<ServerResponse> list(ServerRequest request, Function<Order, Object> view) {
        var query = QueryParameters.of(request, NAMES);
        var skip = query.number("skip", 0, 0, FARTHEST);
        var limit = query.number("limit", MOST, 1, MOST);
        return Caller.of(request)
                .flatMap(caller -> orders.list(filter(query), skip, limit, caller))
                .map(found -> found.stream().map(view).toList())
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    private OrderFilter filter(QueryParameters query) {
        return new OrderFilter(
                query.oneOf("status", OrderStatus.values(), OrderStatus::id), phone(query), null, null, null);
    }

    /** A plus sign that was not encoded has become a space, and is gone. */
    private @Nullable String phone(QueryParameters query) {
        var text = query.text("phone_number");
        return text == null
                ? null
                : phones.parse(text.matches("[1-9]\\d{9,}") ? "+" + text : text, null)
                        .e164();
    }
}
