package io.ordergate.payment;

import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.NextAction;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.Providers;
import io.ordergate.support.Amounts;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.security.Caller;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Paying for an order, for customers and staff. */
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
        return orders.find(orderId, caller).flatMap(order -> shown(order, caller));
    }

    /**
     * The customer's next action to pay; the same action again for as long as it is possible. Amount and currency are those due
     * for the order. Errors: {@code not-found}, {@code order-not-payable}, {@code payment-method-unavailable},
     * {@code payment-in-progress}, {@code payment-refused}, {@code payment-unavailable}.
     */
    Mono<PaymentView> start(UUID orderId, Caller caller) {
        return orders.find(orderId, caller)
                .flatMap(this::startFor)
                .onErrorMap(Failure.class, failure -> caller.isStaff() ? failure : withoutReason(failure));
    }

    /**
     * Records that the cash was collected. Errors: {@code not-found}, {@code order-not-payable}, {@code payment-in-progress},
     * {@code stale-version} unless the order is paid already.
     */
    Mono<PaymentView> collected(UUID orderId, IfMatch condition, Caller caller, UUID account) {
        return orders.find(orderId, caller)
                .doOnNext(Payments::requireCash)
                .flatMap(order -> collect(order, condition, account))
                .then(Mono.defer(() -> find(orderId, caller)));
    }

    private Mono<PaymentView> startFor(Order order) {
        return payments.due(order.id())
                .flatMap(due -> due.minor() > 0 ? begun(order, due).map(payment -> view(order, payment)) : paid(order))
                .switchIfEmpty(
                        Mono.fromSupplier(() -> provider(order, total(order))).then(Mono.empty()));
    }

    private Mono<PaymentView> paid(Order order) {
        return payments.current(order.id())
                .filter(payment -> payment.status().isCaptured())
                .map(payment -> view(order, payment))
                .switchIfEmpty(Mono.fromSupplier(() -> PaymentView.of(order)).filter(view -> isFree(order)));
    }

    /** Nothing is to be done for an order that costs nothing. */
    private static boolean isFree(Order order) {
        return order.total().isZero() && !order.status().isUndone();
    }

    private Mono<Payment> begun(Order order, Charge due) {
        return Mono.defer(() -> starts.start(order, due, provider(order, due)));
    }

    private PaymentProvider provider(Order order, Charge charge) {
        requirePayable(order);
        return providers.forOrder(order.paymentMethod(), charge);
    }

    private static Charge total(Order order) {
        return new Charge(order.total().getCurrencyUnit().getCode(), Amounts.minor(order.total()));
    }

    /** The payment in cash; empty when nothing is due any more. */
    private Mono<Payment> collect(Order order, IfMatch condition, UUID account) {
        requirePrice(order);
        return payments.due(order.id())
                .filter(due -> due.minor() > 0)
                .doOnNext(due -> condition.check(order.version()))
                .flatMap(due -> begun(order, due))
                .flatMap(payment -> record(payment, account))
                .onErrorResume(Payments::isInProgress, busy -> unlessPaid(order, busy));
    }

    /** Hides the error when a concurrent call has recorded the cash, so that nothing is due any more. */
    private Mono<Payment> unlessPaid(Order order, Throwable busy) {
        return payments.due(order.id())
                .filter(due -> due.minor() == 0)
                .switchIfEmpty(Mono.error(busy))
                .then(Mono.empty());
    }

    private static boolean isInProgress(Throwable error) {
        return error instanceof Failure failure && failure.code() == ProblemCode.PAYMENT_IN_PROGRESS;
    }

    private Mono<Payment> record(Payment payment, UUID account) {
        var cash = ProviderReport.paid(payment.charge(), payment.id().toString());
        return ledger.collect(payment.id(), cash, PaymentNotice.ofAccount(payment, "collected", account));
    }

    private Mono<PaymentView> shown(Order order, Caller caller) {
        return payments.current(order.id())
                .zipWith(payments.due(order.id()))
                .map(found -> view(order, found.getT1())
                        .with(
                                order.status().isUndone() ? null : found.getT2(),
                                caller.isStaff()
                                        ? Sensitive.textOf(found.getT1().refusal())
                                        : null))
                .defaultIfEmpty(PaymentView.of(order));
    }

    private PaymentView view(Order order, Payment payment) {
        var open = payment.status() == PaymentStatus.PENDING
                && payment.reference() != null
                && !order.status().isUndone();
        var provider = providers.of(payment);
        return PaymentView.of(order, payment, provider.method(), open ? provider.nextAction(payment) : NextAction.NONE);
    }

    /** The refusal without the words of the provider, which customers do not get. */
    private static Failure withoutReason(Failure failure) {
        return failure.code() == ProblemCode.PAYMENT_REFUSED ? Failure.of(ProblemCode.PAYMENT_REFUSED) : failure;
    }

    private static void requireCash(Order order) {
        if (!order.paymentMethod().equals(PaymentMethod.CASH_ON_DELIVERY)) {
            throw Failure.of(ProblemCode.ORDER_NOT_PAYABLE, "This order is not paid in cash.");
        }
    }

    private static void requirePayable(Order order) {
        if (order.status().isUndone()) {
            throw Failure.of(
                    ProblemCode.ORDER_NOT_PAYABLE,
                    "The order is " + order.status().id() + ".");
        }
        requirePrice(order);
    }

    private static void requirePrice(Order order) {
        if (Amounts.minor(order.total()) == 0) {
            throw Failure.of(ProblemCode.ORDER_NOT_PAYABLE, "The order costs nothing.");
        }
    }
}
