package io.ordergate.ordering.model;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** The part of payments that closes open payments before an order's total or currency changes. */
public interface PaymentTerms {

    /**
     * Locks the order in the caller's transaction and closes the payments that are open by its present terms. Errors:
     * {@code payment-in-progress} while a provider has been told to take the money.
     */
    Mono<Void> close(UUID orderId);
}
