package io.ordergate.payment.provider;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.PaymentMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A payment provider. No method fails because the provider does: failures of calls are results. */
public interface PaymentProvider {

    /** The name in the database, in paths and in metrics. */
    String name();

    /** The payment method of the orders that the provider serves. */
    PaymentMethod method();

    /** The name that customers know the method by, the same in all languages. */
    default String label() {
        return name();
    }

    /** A form that opens the provider's page, when a customer's browser sends it. */
    record Form(String url, Map<String, String> fields) {}

    /** The form that opens the provider's page; null where a link or nothing does. */
    default @Nullable Form form(Payment payment) {
        return null;
    }

    /** Whether a customer can pay with nothing but a link: on a page of the provider, or on the phone. */
    default boolean isPayableByLink() {
        return isRemote();
    }

    /** Whether the client of an order must run a script of the provider. */
    default boolean needsScript() {
        return false;
    }

    /** Whether the settings are complete. */
    boolean isConfigured();

    /** Whether customers can pay this amount: in its currency, and with its decimals. */
    default boolean supports(Charge charge) {
        return true;
    }

    /** Whether the provider is a server that can be queried. */
    default boolean isRemote() {
        return true;
    }

    /** Whether a customer can pay a payment after an attempt to pay it has failed. */
    default boolean canReopen() {
        return false;
    }

    /** Whether the provider has a call for refunds. */
    default boolean supportsRefunds() {
        return false;
    }

    /** Whether the provider can refund this part of what is left of the payment. */
    default boolean canRefund(Payment payment, long minor) {
        return supportsRefunds();
    }

    /** Whether the report about a payment has the sum of its refunds. */
    default boolean reportsRefunds() {
        return false;
    }

    /** Starts a payment at the provider, so that the customer can pay. */
    Mono<StartResult> start(Payment payment, Order order);

    /** The next action of the customer's client for a payment that was started. */
    NextAction nextAction(Payment payment);

    /** Whether {@link #conclude} makes the provider capture the money, which it does not do before. */
    default boolean capturesOnConclude() {
        return false;
    }

    /** Concludes a payment whose customer is back. */
    Mono<ProviderReport> conclude(Payment payment);

    /** The state of a payment at the provider. Changes nothing there. */
    Mono<ProviderReport> query(Payment payment);

    /** Ends a payment whose customer has given up, if the provider has a call for that. */
    default Mono<ProviderReport> abandon(Payment payment) {
        return Mono.just(ProviderReport.failed("given-up"));
    }

    /** Captures authorised money. */
    default Mono<ProviderReport> capture(Payment payment) {
        return Mono.error(() -> new UnsupportedOperationException(name() + " authorises nothing"));
    }

    /** Refunds money. The call must be safe to repeat, or {@link #refundStatus} must know whether it was made. */
    default Mono<RefundReport> refund(Payment payment, Refund refund) {
        return Mono.error(() -> new UnsupportedOperationException(name() + " has no refunds"));
    }

    /** The state of a refund at the provider. */
    default Mono<RefundReport> refundStatus(Payment payment, Refund refund) {
        return Mono.error(() -> new UnsupportedOperationException(name() + " has no refunds"));
    }
}
