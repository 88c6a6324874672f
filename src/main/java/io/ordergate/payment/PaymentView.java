package io.ordergate.payment;

import io.ordergate.ordering.Order;
import io.ordergate.support.Amounts;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How an order is paid, as JSON shows it; without the fields of a payment while none was started. */
record PaymentView(
        UUID orderId,
        @Nullable UUID paymentId,
        String paymentMethod,
        String status,
        String currency,
        String amount,
        @Nullable String refundedAmount,
        NextAction nextAction,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    static PaymentView of(Order order) {
        return new PaymentView(
                order.id(),
                null,
                order.paymentMethod(),
                order.paymentStatus(),
                order.total().getCurrencyUnit().getCode(),
                Amounts.text(order.total()),
                null,
                NextAction.NONE,
                null,
                null);
    }

    static PaymentView of(Order order, Payment payment, NextAction nextAction) {
        var charge = payment.charge();
        return new PaymentView(
                order.id(),
                payment.id(),
                order.paymentMethod(),
                payment.status().shownAs(),
                charge.currency(),
                charge.decimal(),
                payment.refundedMinor() == 0 ? null : new Charge(charge.currency(), payment.refundedMinor()).decimal(),
                nextAction,
                payment.createdAt(),
                payment.updatedAt());
    }
}
