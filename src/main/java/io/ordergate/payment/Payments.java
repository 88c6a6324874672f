package io.ordergate.payment;

import io.ordergate.ordering.Order;
import io.ordergate.ordering.OrderStatus;
import io.ordergate.ordering.Orders;
import io.ordergate.support.Amounts;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.Caller;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Paying for an order, as its customer and those who work for the shop see it. */
@Service
class Payments {

    private final Orders orders;
    private final Providers providers;
    private final PaymentRepository payments;
    private final PaymentStarts starts;
    private final Ledger ledger;

    Payments(Orders orders, Providers providers, PaymentRepository payments, PaymentStarts starts, Ledger ledger) {
        this.orders = orders;
        this.providers = providers;
        this.payments = payments;
        this.starts = starts;
        this.ledger = ledger;
    }

    /** How the order is paid. Errors: {@code not-found}. */
    Mono<PaymentView> find(UUID orderId, Caller caller) {
        return orders.find(orderId, caller).flatMap(this::shown);
    }

    /**
     * What the customer does next to pay; the same again for as long as that is possible. Amount and currency are the
     * order's. Errors: {@code not-found}, {@code order-not-payable}, {@code payment-method-unavailable},
     * {@code payment-in-progress}, {@code payment-unavailable}.
     */
    Mono<PaymentView> start(UUID orderId, Caller caller) {
        return orders.find(orderId, caller).flatMap(this::startFor);
    }

    /** The cash was taken. Errors: {@code not-found}, {@code order-not-payable}, {@code payment-in-progress}. */
    Mono<PaymentView> collected(UUID orderId, Caller caller, UUID account) {
        return orders.find(orderId, caller).doOnNext(Payments::checkCash).flatMap(order -> collect(order, account));
    }

    private Mono<PaymentView> startFor(Order order) {
        return payments.current(order.id())
                .filter(payment -> payment.status().isCaptured())
                .map(paid -> PaymentView.of(order, paid, NextAction.NONE))
                .switchIfEmpty(
                        Mono.defer(() -> starts.start(order, provider(order)).map(begun -> view(order, begun))));
    }

    private PaymentProvider provider(Order order) {
        checkPayable(order);
        return providers.forOrder(
                order.paymentMethod(), order.total().getCurrencyUnit().getCode());
    }

    private Mono<PaymentView> collect(Order order, UUID account) {
        return payments.current(order.id())
                .filter(payment -> payment.status().isCaptured())
                .switchIfEmpty(Mono.defer(() -> starts.start(order, provider(order))))
                .flatMap(payment -> take(payment, account))
                .map(payment -> view(order, payment));
    }

    private Mono<Payment> take(Payment payment, UUID account) {
        var cash = ProviderReport.paid(payment.charge(), payment.id().toString());
        return ledger.apply(payment.id(), cash, PaymentNotice.ofAccount(payment, "collected", account))
                .switchIfEmpty(Mono.defer(() -> payments.find(payment.id())));
    }

    private Mono<PaymentView> shown(Order order) {
        return payments.current(order.id()).map(payment -> view(order, payment)).defaultIfEmpty(PaymentView.of(order));
    }

    private PaymentView view(Order order, Payment payment) {
        var open = payment.status() == PaymentStatus.PENDING
                && payment.reference() != null
                && order.status() != OrderStatus.CANCELLED;
        return PaymentView.of(order, payment, open ? providers.of(payment).nextAction(payment) : NextAction.NONE);
    }

    private static void checkCash(Order order) {
        if (!order.paymentMethod().equals("cash_on_delivery")) {
            throw Failure.of(ProblemCode.ORDER_NOT_PAYABLE, "This order is not paid in cash.");
        }
    }

    private static void checkPayable(Order order) {
        if (order.status() == OrderStatus.CANCELLED) {
            throw Failure.of(ProblemCode.ORDER_NOT_PAYABLE, "The order is cancelled.");
        }
        if (Amounts.minor(order.total()) == 0) {
            throw Failure.of(ProblemCode.ORDER_NOT_PAYABLE, "The order costs nothing.");
        }
    }
}
