package io.ordergate.payment.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.RefundStatus;
import org.springframework.stereotype.Component;

/** Counts the transitions of payments and refunds, and the review flags. */
@Component
class PaymentMeters {

    private final MeterRegistry registry;

    PaymentMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void transitioned(Payment payment) {
        count(
                "ordergate.payments",
                payment.provider(),
                "status",
                payment.status().id());
    }

    void refunded(Payment payment, RefundStatus status) {
        count("ordergate.payments.refunds", payment.provider(), "status", status.id());
    }

    void flagged(Payment payment, ReviewFlag.Reason reason) {
        count("ordergate.payments.flagged", payment.provider(), "reason", reason.id());
    }

    private void count(String meter, String provider, String tag, String value) {
        registry.counter(meter, "provider", provider, tag, value).increment();
    }
}
