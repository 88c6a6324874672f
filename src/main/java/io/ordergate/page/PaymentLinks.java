package io.ordergate.page;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.notification.text.LinkTexts;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.link.OrderLinks;
import io.ordergate.ordering.model.Order;
import io.ordergate.payment.LinkPayments;
import io.ordergate.payment.LinkPayments.Due;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Links that staff have texted to customers, so that they pay. */
@Service
class PaymentLinks {

    private final OrderLinks links;
    private final Orders orders;
    private final LinkPayments payments;
    private final LinkTexts texts;
    private final SecurityEvents events;

    PaymentLinks(OrderLinks links, Orders orders, LinkPayments payments, LinkTexts texts, SecurityEvents events) {
        this.links = links;
        this.orders = orders;
        this.payments = payments;
        this.texts = texts;
        this.events = events;
    }

    /**
     * Texts the link, whether or not the caller still waits. Errors: {@code not-found}, {@code order-not-payable}, and those of
     * {@link LinkTexts}.
     */
    Mono<Void> send(UUID orderId, Caller caller, UUID account, ClientAddress address) {
        return Uncancellable.from(orders.find(orderId, caller)
                .delayUntil(this::text)
                .flatMap(order -> events.record(event(order, account, address))));
    }

    private Mono<Void> text(Order order) {
        return payments.due(order)
                .filter(due -> links.areOn() && !due.offers().isEmpty())
                .switchIfEmpty(Mono.error(() ->
                        Failure.of(ProblemCode.ORDER_NOT_PAYABLE, "Nothing can be paid for this order on a page.")))
                .flatMap(due -> texts.send(order, amount(order, due)));
    }

    private static String amount(Order order, Due due) {
        return due.amount() + " " + order.total().getCurrencyUnit().getCode();
    }

    private static SecurityEvent event(Order order, UUID account, ClientAddress address) {
        var detail = Map.of("order", order.number());
        return new SecurityEvent(
                SecurityEventType.PAYMENT_LINK_SENT, account, order.customerId(), address.value(), detail);
    }
}
