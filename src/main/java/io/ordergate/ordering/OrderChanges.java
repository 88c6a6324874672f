package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderContent;
import io.ordergate.ordering.model.OrderPayload;
import io.ordergate.ordering.model.OrderPaymentStatus;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.ordering.model.PaymentTerms;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.security.Caller;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Decides about changes of an order that was read, and makes them while it still is as it was read. */
@Component
class OrderChanges {

    private static final int TRIES = 10;
    private static final Set<OrderStatus> EDITABLE = Set.of(OrderStatus.PENDING, OrderStatus.VERIFIED);

    private final OrderChangeRepository changes;
    private final PaymentTerms payments;
    private final JsonMapper json;
    private final TransactionalOperator tx;

    OrderChanges(OrderChangeRepository changes, PaymentTerms payments, JsonMapper json, TransactionalOperator tx) {
        this.changes = changes;
        this.payments = payments;
        this.json = json;
        this.tx = tx;
    }

    /** Errors: {@code stale-version}, {@code illegal-transition}, {@code order-changed}. */
    Mono<Order> move(Mono<Order> order, OrderStatus target, @Nullable String note, IfMatch condition, Caller caller) {
        return decided(order, now -> {
            condition.check(now.version());
            checkTransition(now, target);
            return changes.move(now, target, note, Actor.of(caller));
        });
    }

    /** The same towards cancelled; an order that is there already is answered as it is. */
    Mono<Order> cancel(Mono<Order> order, @Nullable String note, IfMatch condition, Caller caller) {
        return decided(order, now -> {
            if (now.status() == OrderStatus.CANCELLED) {
                return Mono.just(now);
            }
            condition.check(now.version());
            checkTransition(now, OrderStatus.CANCELLED);
            return changes.move(now, OrderStatus.CANCELLED, note, Actor.of(caller));
        });
    }

    /**
     * Errors: {@code forbidden}, {@code stale-version}, {@code not-editable}, {@code order-changed}; {@code
     * payment-in-progress} for another total or currency while somebody pays.
     */
    Mono<Order> edit(Mono<Order> order, OrderContent content, IfMatch condition, Caller caller) {
        return decided(order, now -> {
            condition.check(now.version());
            checkEditable(now, content, caller);
            var payload = json.writeValueAsString(OrderPayload.of(content));
            var rewritten = changes.rewrite(now, content.phone(), payload, Actor.of(caller));
            return content.total().equals(now.total()) ? rewritten : withoutOpenPayment(now, rewritten);
        });
    }

    /** What was begun by the terms before is closed if and only if the order changes. */
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

    /** Whoever comes second reads the order again, and decides again. */
    private static Mono<Order> decided(Mono<Order> order, Function<Order, Mono<Order>> change) {
        return order.flatMap(change)
                .repeatWhenEmpty(again -> again.take(TRIES))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.ORDER_CHANGED)));
    }

    private static void checkTransition(Order order, OrderStatus target) {
        if (!order.status().next().contains(target)) {
            throw Failure.of(
                    ProblemCode.ILLEGAL_TRANSITION,
                    "An order does not go from " + order.status().id() + " to " + target.id() + ".");
        }
    }

    /** What a code has proven stays: an order that belongs to a phone and to no account keeps its phone. */
    private static void checkEditable(Order order, OrderContent content, Caller caller) {
        if (!OrderScope.own(caller).contains(order.customerId(), order.phone())) {
            throw Failure.of(ProblemCode.FORBIDDEN, "Only the customer changes what an order says.");
        }
        if (!EDITABLE.contains(order.status()) || order.paymentStatus() != OrderPaymentStatus.PENDING) {
            throw Failure.of(ProblemCode.NOT_EDITABLE);
        }
        if (order.customerId() == null && !String.valueOf(order.phone()).equals(content.phone())) {
            throw Failure.field("phone_number", "must stay the number that the code was sent to");
        }
    }
}
