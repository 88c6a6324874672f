package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Orders that exist. An order belongs to the account that placed it and to whoever has proven to hold its phone; staff
 * see all. A stranger's order is answered like one that does not exist.
 */
@Service
public class Orders {

    private final OrderRepository orders;
    private final OrderListRepository lists;
    private final OrderHistoryRepository events;

    Orders(OrderRepository orders, OrderListRepository lists, OrderHistoryRepository events) {
        this.orders = orders;
        this.lists = lists;
        this.events = events;
    }

    /** An order that the caller may see. Errors: {@code not-found}. */
    public Mono<Order> find(UUID id, Caller caller) {
        var scope = OrderScope.of(caller);
        return orders.findById(id)
                .filter(scope::contains)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such order.")));
    }

    /** The history of an order that the caller may see, oldest first. Errors: {@code not-found}. */
    Mono<Page<OrderEvent>> history(UUID id, PageRequest request, Caller caller) {
        return find(id, caller).flatMap(order -> events.find(order.id(), request));
    }

    /** Orders that the caller may see, newest first. */
    public Mono<Page<Order>> list(OrderFilter filter, PageRequest request, Caller caller) {
        return list(OrderScope.of(caller), filter, request);
    }

    /** Orders that the caller may see, newest first, without the first so many: of those only keys are read. */
    public Mono<List<Order>> list(OrderFilter filter, int skip, int limit, Caller caller) {
        return lists.find(OrderScope.of(caller), filter, skip, limit);
    }

    /** The caller's own orders, newest first, whatever else the caller may see. */
    public Mono<Page<Order>> own(OrderFilter filter, PageRequest request, Caller caller) {
        return list(OrderScope.own(caller), filter, request);
    }

    private Mono<Page<Order>> list(OrderScope scope, OrderFilter filter, PageRequest request) {
        return lists.find(scope, filter, request);
    }

    /** Any order, for the service itself. */
    public Mono<Order> get(UUID id) {
        return orders.findById(id);
    }

    /** Those of any orders that exist, for the service itself. */
    public Mono<List<Order>> get(List<UUID> ids) {
        return orders.findByIds(ids);
    }

    /** The order that a challenge has confirmed, if it has. */
    public Mono<Order> findByChallenge(UUID challengeId) {
        return orders.findByChallenge(challengeId);
    }

    /**
     * Erases all personal data of the orders of an account and its phone, in the caller's transaction. Errors: {@code
     * open-orders} while one of the orders is not finished.
     */
    public Mono<Void> erase(UUID customerId, @Nullable PhoneNumber phone) {
        return orders.isOpen(customerId, phone)
                .filter(open -> !open)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.OPEN_ORDERS)))
                .flatMap(none -> orders.erase(customerId, phone));
    }
}
