package io.ordergate.payment.stripe;

import io.ordergate.payment.ProviderEvents;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.support.LenientJson;
import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Applies Stripe's events, which come in any order and repeatedly, once each. The signature must be Stripe's. */
@Component
class StripeWebhook {

    private final StripeSettings settings;
    private final StripeSignature signature;
    private final StripeProvider stripe;
    private final PaymentRepository payments;
    private final ProviderEvents events;
    private final Clock clock;

    StripeWebhook(
            StripeSettings settings,
            StripeProvider stripe,
            PaymentRepository payments,
            ProviderEvents events,
            Clock clock) {
        this.settings = settings;
        this.signature = new StripeSignature(settings.webhookSecrets(), settings.webhookTolerance());
        this.stripe = stripe;
        this.payments = payments;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Applies an event. Events about payments of others or of the other mode are ignored. Errors: {@code forbidden} for a call
     * that is not Stripe's; {@code payment-in-progress} for an event about a payment that is not known yet, which Stripe then
     * repeats.
     */
    Mono<Void> receive(byte[] body, String header) {
        if (!signature.matches(body, header, clock.instant())) {
            return events.forged(StripeProvider.NAME);
        }
        var event = LenientJson.read(body);
        var name = ProviderText.name(event.path("id"));
        var usable = event.path("object").asString("").equals("event")
                && !name.isEmpty()
                && settings.isOfMode(event.path("livemode").asBoolean(false));
        var kind = ProviderText.code(event.path("type").asString("unreadable"));
        return events.counted(
                StripeProvider.NAME,
                usable
                        ? applied(
                                event.path("data").path("object"),
                                PaymentNotice.ofProvider(StripeProvider.NAME, name, kind))
                        : Mono.empty());
    }

    private Mono<String> applied(JsonNode object, PaymentNotice notice) {
        return switch (notice.kind()) {
            case "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.expired" ->
                session(object, StripeReports.session(object), notice);
            case "checkout.session.async_payment_failed" -> session(object, ProviderReport.failed("declined"), notice);
            case "refund.created", "refund.updated", "refund.failed", "charge.refund.updated" -> refund(object, notice);
            case "charge.refunded" -> refunded(object, notice);
            default -> notice.kind().startsWith("charge.dispute.") ? dispute(object, notice) : Mono.empty();
        };
    }

    private Mono<String> session(JsonNode session, ProviderReport report, PaymentNotice notice) {
        return payments.findByReference(StripeProvider.NAME, ProviderText.name(session.path("id")))
                .switchIfEmpty(Mono.defer(() -> beingStarted(session)))
                .flatMap(payment ->
                        events.payment(payment, report, StripeReports.charge(session, "amount_total"), notice));
    }

    /** Fails for a payment whose start Stripe has not answered yet. */
    private Mono<Payment> beingStarted(JsonNode session) {
        return Mono.justOrEmpty(StripeReports.id(session.path("client_reference_id")))
                .flatMap(payments::find)
                .filter(payment -> payment.reference() == null && payment.status() == PaymentStatus.PENDING)
                .flatMap(payment -> Mono.error(ProviderEvents::tooEarly));
    }

    private Mono<String> refund(JsonNode refund, PaymentNotice notice) {
        return payment(refund)
                .flatMap(payment -> events.refund(
                        payment,
                        StripeReports.id(refund.path("metadata").path("refund")),
                        StripeReports.refund(refund),
                        StripeReports.charge(refund, "amount"),
                        notice));
    }

    /** The sum of the refunds of a charge. A smaller sum than before changes nothing. */
    private Mono<String> refunded(JsonNode charge, PaymentNotice notice) {
        var sum = StripeReports.charge(charge, "amount_refunded");
        return payment(charge)
                .flatMap(payment -> events.payment(
                        payment,
                        ProviderReport.paid(StripeReports.charge(charge, "amount"), payment.transactionOrEmpty())
                                .refunded(Math.max(0, sum.minor())),
                        sum,
                        notice));
    }

    private Mono<String> dispute(JsonNode dispute, PaymentNotice notice) {
        return payment(dispute)
                .flatMap(payment -> events.dispute(payment, StripeReports.charge(dispute, "amount"), notice));
    }

    /** The payment of the object's payment intent; empty when it is not a payment of this service. */
    private Mono<Payment> payment(JsonNode object) {
        var intent = StripeReports.intentOf(object);
        return intent.isEmpty()
                ? Mono.empty()
                : payments.findByTransaction(StripeProvider.NAME, intent)
                        .switchIfEmpty(Mono.defer(() -> unknown(intent)));
    }

    /** The payment whose session tells of this intent, when an event about its refund comes before the one about itself. */
    private Mono<Payment> unknown(String intent) {
        return stripe.sessionOf(intent)
                .switchIfEmpty(Mono.error(ProviderEvents::tooEarly))
                .flatMap(session -> captured(session, intent));
    }

    private Mono<Payment> captured(JsonNode session, String intent) {
        return payments.findByReference(StripeProvider.NAME, ProviderText.name(session.path("id")))
                .flatMap(payment -> events.captured(payment, StripeReports.session(session), intent));
    }
}
