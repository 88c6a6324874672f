package io.ordergate.page;

import io.ordergate.ordering.Orders;
import io.ordergate.ordering.link.OrderLinks;
import io.ordergate.ordering.model.Order;
import io.ordergate.payment.LinkPayments;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.Map;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** The orders that links lead to. A link to nothing is told from no other one. */
@Service
class OrderPages {

    /** What the page says after a payment could not be begun at once, by the reason. */
    private static final Map<ProblemCode, Note> NOTES = Map.of(
            ProblemCode.PAYMENT_IN_PROGRESS, Note.WAIT,
            ProblemCode.PAYMENT_REFUSED, Note.FAILED,
            ProblemCode.PAYMENT_UNAVAILABLE, Note.FAILED,
            ProblemCode.PAYMENT_METHOD_UNAVAILABLE, Note.FAILED);

    private final OrderLinks links;
    private final Orders orders;
    private final LinkPayments payments;

    /** An order, and what is due for it. */
    record Found(Order order, LinkPayments.Due due) {}

    OrderPages(OrderLinks links, Orders orders, LinkPayments payments) {
        this.links = links;
        this.orders = orders;
        this.payments = payments;
    }

    /** The order of this token; empty, too, when the data of its customer was erased. */
    Mono<Order> order(String token) {
        return Mono.justOrEmpty(links.order(token)).flatMap(orders::get).filter(order -> order.phone() != null);
    }

    /** The same with what is due. */
    Mono<Found> find(String token) {
        return order(token).zipWhen(payments::due, Found::new);
    }

    /** Where the customer goes to pay for the order by this method. */
    Mono<LinkPayments.Action> pay(Order order, String method, String token) {
        return payments.start(order, method)
                .map(action -> action.url().isEmpty() ? page(token, Note.PHONE) : action)
                .onErrorResume(Failure.class, failure -> back(failure, token))
                .defaultIfEmpty(new LinkPayments.Action(links.url(token)));
    }

    private Mono<LinkPayments.Action> back(Failure failure, String token) {
        var note = NOTES.get(failure.code());
        return note == null ? Mono.error(failure) : Mono.just(page(token, note));
    }

    private LinkPayments.Action page(String token, Note note) {
        return new LinkPayments.Action(links.url(token) + "?note=" + note.id());
    }
}
