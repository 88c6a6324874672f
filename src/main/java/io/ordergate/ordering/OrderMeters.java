package io.ordergate.ordering;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ordering.model.Order;
import org.springframework.stereotype.Component;

/** Counts orders of people who are signed in; the checkout counts those that a code has confirmed. */
@Component
class OrderMeters {

    private final MeterRegistry registry;

    OrderMeters(MeterRegistry registry) {
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
