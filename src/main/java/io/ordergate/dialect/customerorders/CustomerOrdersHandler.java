package io.ordergate.dialect.customerorders;

import io.ordergate.dialect.CanonicalCallsHandler;
import io.ordergate.dialect.LegacyItemHandler;
import io.ordergate.dialect.LegacyItemHandler.ItemForm;
import io.ordergate.dialect.LegacyListsHandler;
import io.ordergate.dialect.LegacyOrder;
import io.ordergate.ordering.OrderChanges;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Fulfilment;
import io.ordergate.ordering.model.Order;
import io.ordergate.support.Uncancellable;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.request.SentNames;
import io.ordergate.web.security.Caller;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Places, shows and changes orders of the customer-order service. The e-commerce backend shares the paths of single
 * orders.
 */
@Component
class CustomerOrdersHandler {

    /** What clients call the fields of a canonical line. */
    private static final Map<String, String> NAMES = Map.of("items[0].title", "item", "items[0].unit_price", "amount");

    private final Orders orders;
    private final OrderChanges changes;
    private final LegacyListsHandler lists;
    private final LegacyItemHandler items;
    private final CanonicalCallsHandler canonical;
    private final RequestBodies bodies;

    CustomerOrdersHandler(
            Orders orders,
            OrderChanges changes,
            LegacyListsHandler lists,
            LegacyItemHandler items,
            CanonicalCallsHandler canonical,
            RequestBodies bodies) {
        this.orders = orders;
        this.changes = changes;
        this.lists = lists;
        this.items = items;
        this.canonical = canonical;
        this.bodies = bodies;
        bodies.prepare(ItemForm.class, EditForm.class);
    }

    Mono<ServerResponse> place(ServerRequest request) {
        SentNames.put(request, NAMES);
        return bodies.read(request, ItemForm.class)
                .flatMap(form -> items.place(request, form, Fulfilment.MANUAL, LegacyOrder::inText));
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return lists.list(request, LegacyOrder::inText);
    }

    Mono<ServerResponse> one(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> orders.find(PathIds.of(request), caller))
                .map(LegacyOrder::inText)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    /**
     * Changes an order. An item with its amount is an order of the replaced service; everything else is a canonical
     * order.
     */
    Mono<ServerResponse> edit(ServerRequest request) {
        return CanonicalCallsHandler.rereadable(request)
                .zipWhen(same -> bodies.read(same, EditForm.class))
                .flatMap(call -> call.getT2().isItem() ? editItem(call.getT1()) : canonical.samePath(call.getT1()));
    }

    private Mono<ServerResponse> editItem(ServerRequest request) {
        SentNames.put(request, NAMES);
        return bodies.read(request, ItemForm.class)
                .zipWith(Caller.of(request))
                .flatMap(call -> Uncancellable.from(editItem(request, call.getT1(), call.getT2())))
                .map(LegacyOrder::inText)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    private Mono<Order> editItem(ServerRequest request, ItemForm form, Caller caller) {
        return items.draft(form, caller)
                .flatMap(content -> changes.edit(PathIds.of(request), content, IfMatch.of(request), caller));
    }

    record EditForm(@Nullable Object item, @Nullable BigDecimal amount) {

        boolean isItem() {
            return item != null || amount != null;
        }
    }
}
