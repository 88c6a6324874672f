package io.ordergate.payment;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderPaymentStatus;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.NextAction;
import io.ordergate.payment.provider.Payment;
import io.ordergate.support.Amounts;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The payment of an order in JSON; without the fields of a payment while none was started. */
record PaymentView(
        UUID orderId,
        @Nullable UUID paymentId,
        String paymentMethod,
        String status,
        String currency,
        String amount,
        @Nullable String refundedAmount,
        @Nullable String dueAmount,
        @Nullable String providerReason,
        NextAction nextAction,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    static PaymentView of(Order order) {
        return new PaymentView(
                order.id(),
                null,
                order.paymentMethod().id(),
                (order.total().isZero() ? OrderPaymentStatus.PAID : order.paymentStatus()).id(),
                order.total().getCurrencyUnit().getCode(),
                Amounts.text(order.total()),
                null,
                null,
                null,
                NextAction.NONE,
                null,
                null);
    }

    static PaymentView of(Order order, Payment payment, PaymentMethod method, NextAction nextAction) {
        var charge = payment.charge();
        return new PaymentView(
                order.id(),
                payment.id(),
                method.id(),
                status(order, payment),
                charge.currency(),
                charge.decimal(),
                payment.refundedMinor() == 0 ? null : new Charge(charge.currency(), payment.refundedMinor()).decimal(),
                null,
                null,
                nextAction,
                payment.createdAt(),
                payment.updatedAt());
    }

    /** The same view with the amount that is still due where a part was paid, and for staff with the reason of the provider. */
    PaymentView with(@Nullable Charge due, @Nullable String reason) {
        return new PaymentView(
                orderId,
                paymentId,
                paymentMethod,
                status,
                currency,
                amount,
                refundedAmount,
                due != null && status.equals(OrderPaymentStatus.PARTIALLY_PAID.id()) ? due.decimal() : null,
                reason,
                nextAction,
                createdAt,
                updatedAt);
    }

    /** The status of the order where the payment is a part of what was paid, else the status of the payment. */
    static String status(Order order, Payment payment) {
        var shown = order.paymentStatus();
        var part =
                switch (payment.status()) {
                    case PAID ->
                        shown == OrderPaymentStatus.PARTIALLY_PAID || shown == OrderPaymentStatus.PARTIALLY_REFUNDED;
                    case REFUNDED -> shown == OrderPaymentStatus.PARTIALLY_REFUNDED;
                    default -> false;
                };
        return part && !payment.surplus() ? shown.id() : payment.status().shownAs();
    }
}
