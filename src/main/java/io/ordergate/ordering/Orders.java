package io.ordergate.ordering;

import io.ordergate.ordering.model.Fulfilment;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderContent;
import io.ordergate.ordering.model.OrderDraft;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderPayload;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.ordering.model.Placement;
import io.ordergate.ordering.model.PlacementSql;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Orders that exist, and the names and shapes of those that will. An order belongs to the account that placed it and to
 * whoever has proven to hold its phone; staff see all. A stranger's order is answered like one that does not exist.
 */
@Service
public class Orders {

    private static final int OTHER_NUMBERS = 3;

    private final OrderRepository orders;
    private final OrderListRepository lists;
    private final OrderHistoryRepository events;
    private final OrderPlacementRepository placements;
    private final OrderChanges changes;
    private final OrderNumbers numbers;
    private final OrderMeters meters;
    private final OrderBudgets budgets;
    private final FulfilmentSettings fulfilment;
    private final Ids ids;
    private final JsonMapper json;
    private final TransactionalOperator tx;

    Orders(
            OrderRepository orders,
            OrderListRepository lists,
            OrderHistoryRepository events,
            OrderPlacementRepository placements,
            OrderChanges changes,
            OrderNumbers numbers,
            OrderMeters meters,
            OrderBudgets budgets,
            FulfilmentSettings fulfilment,
            Ids ids,
            JsonMapper json,
            TransactionalOperator tx) {
        this.orders = orders;
        this.lists = lists;
        this.events = events;
        this.placements = placements;
        this.changes = changes;
        this.numbers = numbers;
        this.meters = meters;
        this.budgets = budgets;
        this.fulfilment = fulfilment;
        this.ids = ids;
        this.json = json;
        this.tx = tx;
    }

    /** Places an order of the caller's, fulfilled as the settings say. Errors: those of the other one. */
    public Mono<Order> place(OrderContent content, Caller caller) {
        return place(content, fulfilment.usual(), caller);
    }

    /**
     * Places an order of the caller's; it is pending. Errors: {@code too-many-requests}, {@code unauthenticated} when the
     * account is just erased.
     */
    public Mono<Order> place(OrderContent content, Fulfilment fulfilled, Caller caller) {
        var order = new NewOrder(content.phone(), payload(content), fulfilled, caller);
        return budgets.take(caller, content.phone())
                .then(Mono.defer(() -> placements.place(order, nextPlacement())))
                .repeatWhenEmpty(again -> again.take(OTHER_NUMBERS))
                .switchIfEmpty(Mono.error(() -> new DuplicateKeyException("every number was taken")))
                .onErrorMap(Orders::isOfNobody, gone -> Failure.of(ProblemCode.UNAUTHENTICATED))
                .doOnNext(meters::placed);
    }

    /** An order that the caller may see. Errors: {@code not-found}. */
    public Mono<Order> find(UUID id, Caller caller) {
        var scope = OrderScope.of(caller);
        return orders.findById(id)
                .filter(order -> scope.contains(order.customerId(), order.phone()))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such order.")));
    }

    /** What became of an order that the caller may see, oldest first. Errors: {@code not-found}. */
    public Mono<Page<OrderEvent>> history(UUID id, PageRequest request, Caller caller) {
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
        var page = lists.find(scope, filter, request);
        return filter.text() == null ? page : lists.planEach().then(page).as(tx::transactional);
    }

    /**
     * Moves an order on; who may do so is the route's concern. Errors: {@code not-found}, {@code illegal-transition},
     * {@code stale-version}, {@code order-changed}.
     */
    public Mono<Order> move(UUID id, OrderStatus target, @Nullable String note, IfMatch condition, Caller caller) {
        return changes.move(find(id, caller), target, note, condition, caller);
    }

    /** Cancels an order, if it is not shipped; one that is cancelled is answered as it is. Errors: as for moving it. */
    public Mono<Order> cancel(UUID id, IfMatch condition, Caller caller) {
        return changes.cancel(find(id, caller), null, condition, caller);
    }

    /**
     * Changes what the caller's own order says, before it is processed or paid for. Errors: {@code not-found},
     * {@code forbidden}, {@code not-editable}, {@code stale-version}, {@code order-changed}.
     */
    public Mono<Order> edit(UUID id, OrderContent content, IfMatch condition, Caller caller) {
        return changes.edit(find(id, caller), content, condition, caller);
    }

    /** Any order, for the service itself. */
    public Mono<Order> get(UUID id) {
        return orders.findById(id);
    }

    /** The order that a challenge has confirmed, if it has. */
    public Mono<Order> findByChallenge(UUID challengeId) {
        return orders.findByChallenge(challengeId);
    }

    /**
     * Takes everything personal out of the orders of an account and its phone, in the caller's transaction. Errors:
     * {@code open-orders} while one of them is on its way.
     */
    public Mono<Void> erase(UUID customerId, @Nullable String phone) {
        return orders.isOpen(customerId, phone)
                .filter(open -> !open)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.OPEN_ORDERS)))
                .flatMap(none -> orders.erase(customerId, phone));
    }

    /** JSON of the draft for {@link PlacementSql}. */
    public String payload(OrderDraft draft) {
        return payload(draft.content());
    }

    private String payload(OrderContent content) {
        return json.writeValueAsString(OrderPayload.of(content));
    }

    /** Names for an order about to be placed; another call gives other ones. */
    public Placement nextPlacement() {
        return new Placement(ids.next(), numbers.next());
    }

    private static boolean isOfNobody(Throwable error) {
        return error instanceof DataIntegrityViolationException && !(error instanceof DuplicateKeyException);
    }
}
