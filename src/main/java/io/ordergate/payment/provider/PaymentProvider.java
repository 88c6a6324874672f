package io.ordergate.payment.provider;

import io.ordergate.ordering.model.PaymentMethod;
import reactor.core.publisher.Mono;

/** One way to pay. No method fails because a provider does: what went wrong on the way is a result. */
public interface PaymentProvider {

    /** Its name in the database and in paths. */
    String name();

    /** The payment method of orders that it serves. */
    PaymentMethod method();

    /** Whether the operator has given it what it needs. */
    boolean isConfigured();

    /** Whether it takes this currency. */
    default boolean takes(String currency) {
        return true;
    }

    /** Whether it can be asked what became of a payment. */
    default boolean isRemote() {
        return true;
    }

    /** Whether a customer may try again with what was started before. */
    default boolean canReopen() {
        return false;
    }

    /** Whether it gives money back when asked. */
    default boolean refunds() {
        return false;
    }

    /** Whether its answer about a payment tells what of it has gone back. */
    default boolean reportsRefunds() {
        return false;
    }

    /** Tells it about a payment, so that the customer can pay. */
    Mono<StartResult> start(Payment payment, String orderNumber);

    /** What the customer's client does with a payment that was started. */
    NextAction nextAction(Payment payment);

    /** Whether it takes the money when {@link #conclude} tells it to, and not before. */
    default boolean takesWhenTold() {
        return false;
    }

    /** Concludes a payment whose customer is back: takes the money if it is this service that must ask for it. */
    Mono<ProviderReport> conclude(Payment payment);

    /** What became of a payment. Never changes anything. */
    Mono<ProviderReport> query(Payment payment);

    /** Takes money that was only authorised. */
    default Mono<ProviderReport> capture(Payment payment) {
        return Mono.error(() -> new UnsupportedOperationException(name() + " authorises nothing"));
    }

    /** Gives money back. Must be safe to repeat, or {@link #refundStatus} must know whether it was done. */
    default Mono<RefundReport> refund(Payment payment, Refund refund) {
        return Mono.error(() -> new UnsupportedOperationException(name() + " has no refunds"));
    }

    /** What became of a refund that was asked for. */
    default Mono<RefundReport> refundStatus(Payment payment, Refund refund) {
        return Mono.error(() -> new UnsupportedOperationException(name() + " has no refunds"));
    }
}
