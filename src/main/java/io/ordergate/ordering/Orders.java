package io.ordergate.ordering;

import io.ordergate.support.Failure;
import io.ordergate.support.Ids;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.Caller;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Orders that exist, and the names and shapes of those that will. */
@Service
public class Orders {

    private final OrderRepository orders;
    private final OrderNumbers numbers;
    private final Ids ids;
    private final JsonMapper json;

    Orders(OrderRepository orders, OrderNumbers numbers, Ids ids, JsonMapper json) {
        this.orders = orders;
        this.numbers = numbers;
        this.ids = ids;
        this.json = json;
    }

    /** An order of the caller's own phone, or any for staff. Errors: {@code not-found}, also for a stranger's order. */
    public Mono<Order> find(UUID id, Caller caller) {
        var found = caller.isStaff()
                ? orders.findById(id)
                : Mono.justOrEmpty(caller.phone()).flatMap(phone -> orders.findByIdAndPhone(id, phone));
        return found.switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such order.")));
    }

    /** The order that a challenge has confirmed, if it has. */
    public Mono<Order> findByChallenge(UUID challengeId) {
        return orders.findByChallenge(challengeId);
    }

    /**
     * Takes everything personal out of the orders of a phone, in the caller's transaction. Errors: {@code open-orders}
     * while one of them is on its way.
     */
    public Mono<Void> erase(String phone) {
        return orders.isOpen(phone)
                .filter(open -> !open)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.OPEN_ORDERS)))
                .flatMap(none -> orders.erase(phone));
    }

    /** JSON of the draft for {@link PlacementSql}. */
    public String payload(OrderDraft draft) {
        return json.writeValueAsString(OrderPayload.of(draft));
    }

    /** Names for an order about to be placed; another call gives other ones. */
    public Placement nextPlacement() {
        return new Placement(ids.next(), numbers.next());
    }
}
