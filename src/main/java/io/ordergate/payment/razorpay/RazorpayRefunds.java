package io.ordergate.payment.razorpay;

import io.ordergate.payment.ProviderEvents;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderText;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Events about refunds and disputes, made by this service, in Razorpay's dashboard or by a payer. Such an event may arrive
 * before the one about the payment itself. The payment is then read from the same event, or from Razorpay.
 */
@Component
class RazorpayRefunds {

    private final RazorpayProvider razorpay;
    private final PaymentRepository payments;
    private final ProviderEvents events;

    RazorpayRefunds(RazorpayProvider razorpay, PaymentRepository payments, ProviderEvents events) {
        this.razorpay = razorpay;
        this.payments = payments;
        this.events = events;
    }

    /** The result of an event about a refund. Errors: {@code payment-in-progress} while its payment is not known. */
    Mono<String> refund(JsonNode payload, PaymentNotice notice) {
        var entity = payload.path("refund").path("entity");
        return payment(entity, payload)
                .flatMap(payment -> events.refund(
                        payment,
                        RazorpayReports.receipt(entity),
                        RazorpayReports.refund(entity),
                        RazorpayReports.charge(entity),
                        notice));
    }

    /** The result of an event about a dispute. Errors: {@code payment-in-progress} while its payment is not known. */
    Mono<String> dispute(JsonNode payload, PaymentNotice notice) {
        var entity = payload.path("dispute").path("entity");
        return payment(entity, payload)
                .flatMap(payment -> events.dispute(payment, RazorpayReports.charge(entity), notice));
    }

    /** The payment of the event; empty when it is not a payment of this service. */
    private Mono<Payment> payment(JsonNode entity, JsonNode payload) {
        var transactionId = ProviderText.name(entity.path("payment_id"));
        return transactionId.isEmpty()
                ? Mono.empty()
                : payments.findByTransaction(RazorpayProvider.NAME, transactionId)
                        .switchIfEmpty(Mono.defer(() ->
                                unknown(transactionId, payload.path("payment").path("entity"))));
    }

    private Mono<Payment> unknown(String transactionId, JsonNode entity) {
        return ProviderText.name(entity.path("order_id")).isEmpty()
                ? razorpay.find(transactionId)
                        .switchIfEmpty(Mono.error(ProviderEvents::tooEarly))
                        .flatMap(found -> made(transactionId, found))
                : made(transactionId, entity);
    }

    private Mono<Payment> made(String transactionId, JsonNode entity) {
        return payments.findByReference(RazorpayProvider.NAME, ProviderText.name(entity.path("order_id")))
                .flatMap(payment -> events.captured(payment, RazorpayReports.payment(entity), transactionId));
    }
}
