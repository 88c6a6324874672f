package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderDraft;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.ordering.model.PaymentTerms;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.security.Caller;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Changes an order as long as it is the one that was read; {@link Order} says which changes it allows. */
@Service
public class OrderChanges {

    private static final int TRIES = 10;

    private final Orders orders;
    private final OrderChangeRepository changes;
    private final FulfilmentRepository fulfilments;
    private final PaymentTerms payments;
    private final TransactionalOperator tx;

    OrderChanges(
            Orders orders,
            OrderChangeRepository changes,
            FulfilmentRepository fulfilments,
            PaymentTerms payments,
            TransactionalOperator tx) {
        this.orders = orders;
        this.changes = changes;
        this.fulfilments = fulfilments;
        this.payments = payments;
        this.tx = tx;
    }

    /**
     * Takes a step of an order; who may do so is the route's concern. Errors: {@code not-found},
     * {@code stale-version}, those of the step, {@code order-changed}.
     */
    Mono<Order> transition(
            UUID id, UnaryOperator<Order> step, @Nullable String note, IfMatch condition, Caller caller) {
        return change(id, caller, order -> {
            condition.check(order.version());
            return changes.transition(order, step.apply(order), note, Actor.of(caller));
        });
    }

    /** Cancels an order; one that is cancelled is answered as it is. Errors: as for another status. */
    public Mono<Order> cancel(UUID id, IfMatch condition, Caller caller) {
        return cancel(id, null, condition, caller);
    }

    /** Cancels an order for this reason; one that is cancelled is answered as it is. Errors: as for another status. */
    Mono<Order> cancel(UUID id, @Nullable String reason, IfMatch condition, Caller caller) {
        return change(id, caller, order -> {
            if (order.isCancelled()) {
                return Mono.just(order);
            }
            condition.check(order.version());
            var cancelled = order.transition(OrderStatus.CANCELLED, reason, null);
            return changes.transition(order, cancelled, reason, Actor.of(caller));
        });
    }

    /**
     * Gives the caller's own order another content, before it is processed or paid for. Errors: {@code not-found},
     * {@code stale-version}, {@code forbidden}, {@code not-editable}, {@code order-changed}; {@code
     * payment-in-progress} for another total or currency while somebody pays.
     */
    public Mono<Order> edit(UUID id, OrderDraft content, IfMatch condition, Caller caller) {
        return change(id, caller, order -> {
            condition.check(order.version());
            requireOwn(order, caller);
            order.requireEditable(content);
            var rewritten = changes.rewrite(order, content, Actor.of(caller));
            return content.total().equals(order.total()) ? rewritten : withoutOpenPayment(order, rewritten);
        });
    }

    /**
     * Brings automatic orders that have not changed for so long from one status into the next, a batch at most. The
     * result is their number: less than a batch when there are no more.
     */
    public Mono<Long> transitionDue(OrderStatus source, OrderStatus target, Duration age, int batch) {
        return fulfilments.step(source, target, age, batch);
    }

    /** Closes the payments that were begun by the former terms if and only if the order changes. */
    private Mono<Order> withoutOpenPayment(Order order, Mono<Order> rewritten) {
        return payments.close(order.id())
                .then(rewritten)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.ORDER_CHANGED)))
                .as(tx::transactional)
                .onErrorResume(OrderChanges::isChanged, changed -> Mono.empty());
    }

    private static boolean isChanged(Throwable error) {
        return error instanceof Failure failure && failure.code() == ProblemCode.ORDER_CHANGED;
    }

    /** Reads the order and decides again when somebody else has changed it in between. */
    private Mono<Order> change(UUID id, Caller caller, Function<Order, Mono<Order>> change) {
        return orders.find(id, caller)
                .flatMap(change)
                .repeatWhenEmpty(empty -> empty.take(TRIES))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.ORDER_CHANGED)));
    }

    private static void requireOwn(Order order, Caller caller) {
        if (!OrderScope.own(caller).contains(order)) {
            throw Failure.of(ProblemCode.FORBIDDEN, "Only the customer changes what an order says.");
        }
    }
}
