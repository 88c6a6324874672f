package io.ordergate.ordering.model;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Whoever takes payments for orders, told before an order's total or currency changes. */
public interface PaymentTerms {

    /**
     * Locks the order in the caller's transaction and closes what is open to be paid by its present terms. Errors: {@code
     * payment-in-progress} while a provider has been told to take the money.
     */
    Mono<Void> close(UUID orderId);
}
