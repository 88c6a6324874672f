package io.ordergate.payment.razorpay;

import io.ordergate.ordering.Orders;
import io.ordergate.payment.ledger.Conclusions;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.support.Failure;
import io.ordergate.support.LenientJson;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Caller;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Checks the signature of what Razorpay's checkout has handed to the client, and then queries Razorpay. */
@Service
class RazorpayCheckout {

    private final Orders orders;
    private final PaymentRepository payments;
    private final Conclusions conclusions;
    private final RazorpaySignature signature;

    /** The three values that the checkout ends with. */
    record Result(String orderId, String paymentId, Sensitive signature) {}

    RazorpayCheckout(Orders orders, PaymentRepository payments, Conclusions conclusions, RazorpaySettings settings) {
        this.orders = orders;
        this.payments = payments;
        this.conclusions = conclusions;
        this.signature = new RazorpaySignature(settings.keySecret());
    }

    /**
     * The name of Razorpay's order in the form that its checkout makes a browser post; empty without one. A form about a failure is
     * not signed and only a reason to query Razorpay. Errors: {@code payment-not-genuine}.
     */
    Mono<String> returned(Map<String, String> form) {
        var order = ProviderText.name(form.getOrDefault("razorpay_order_id", ""));
        if (!form.containsKey("razorpay_signature")) {
            return Mono.just(order.isEmpty() ? failed(form) : order);
        }
        var genuine = signature.matches(
                order, form.getOrDefault("razorpay_payment_id", ""), form.getOrDefault("razorpay_signature", ""));
        return genuine ? Mono.just(order) : Mono.error(() -> Failure.of(ProblemCode.PAYMENT_NOT_GENUINE));
    }

    /** The order of a failure: a field of its own, or in the JSON of another field. */
    private static String failed(Map<String, String> form) {
        var field = ProviderText.name(form.getOrDefault("error[metadata][order_id]", ""));
        return field.isEmpty()
                ? ProviderText.name(LenientJson.read(form.getOrDefault("error[metadata]", ""))
                        .path("order_id"))
                : field;
    }

    /** The order's payment after Razorpay was queried. Errors: {@code not-found}, {@code payment-not-genuine}. */
    Mono<Payment> confirm(UUID orderId, Caller caller, Result result) {
        return orders.find(orderId, caller)
                .flatMap(order -> payments.findByReference(RazorpayProvider.NAME, result.orderId()))
                .filter(payment -> payment.orderId().equals(orderId))
                .filter(payment -> signature.matches(
                        payment.referenceOrThrow(),
                        result.paymentId(),
                        result.signature().value()))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.PAYMENT_NOT_GENUINE)))
                .flatMap(conclusions::conclude);
    }
}
