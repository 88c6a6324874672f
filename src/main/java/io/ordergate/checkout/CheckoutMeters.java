package io.ordergate.checkout;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ordering.model.Order;
import org.springframework.stereotype.Component;

/** Counts placed orders. */
@Component
class CheckoutMeters {

    private final MeterRegistry registry;

    CheckoutMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void placed(Order order) {
        registry.counter(
                        "ordergate.orders.placed",
                        "payment_method",
                        order.paymentMethod().id(),
                        "currency",
                        order.total().getCurrencyUnit().getCode())
                .increment();
    }
}
