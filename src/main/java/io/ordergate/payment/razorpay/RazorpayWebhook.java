package io.ordergate.payment.razorpay;

import io.ordergate.payment.ProviderEvents;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.support.LenientJson;
import io.ordergate.support.secret.Digests;
import java.util.HexFormat;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Applies Razorpay's events, which come in any order and repeatedly, once each. The signature must be Razorpay's. */
@Component
class RazorpayWebhook {

    private final List<RazorpaySignature> signatures;
    private final PaymentRepository payments;
    private final RazorpayRefunds refunds;
    private final ProviderEvents events;

    RazorpayWebhook(
            RazorpaySettings settings, PaymentRepository payments, RazorpayRefunds refunds, ProviderEvents events) {
        this.signatures = settings.webhookSignatures();
        this.payments = payments;
        this.refunds = refunds;
        this.events = events;
    }

    /**
     * Applies an event. Events about payments of others are ignored, since a repetition would not change that. Errors:
     * {@code forbidden} for a call that is not Razorpay's; {@code payment-in-progress} for an event about a payment that is not
     * known yet, which Razorpay then repeats.
     */
    Mono<Void> receive(byte[] body, String signature, String eventId) {
        if (signatures.stream().noneMatch(each -> each.matches(body, signature))) {
            return events.forged(RazorpayProvider.NAME);
        }
        var event = LenientJson.read(body);
        var kind = ProviderText.code(event.path("event").asString("unreadable"));
        var given = ProviderText.name(eventId);
        var name = given.isEmpty() ? "body:" + HexFormat.of().formatHex(Digests.sha256(body)) : given;
        return events.counted(
                RazorpayProvider.NAME,
                applied(event.path("payload"), PaymentNotice.ofProvider(RazorpayProvider.NAME, name, kind)));
    }

    private Mono<String> applied(JsonNode payload, PaymentNotice notice) {
        return switch (notice.kind()) {
            case "payment.authorized", "payment.captured", "payment.failed", "order.paid" -> payment(payload, notice);
            case "refund.created", "refund.processed", "refund.failed" -> refunds.refund(payload, notice);
            default -> notice.kind().startsWith("payment.dispute.") ? refunds.dispute(payload, notice) : Mono.empty();
        };
    }

    private Mono<String> payment(JsonNode payload, PaymentNotice notice) {
        var entity = payload.path("payment").path("entity");
        return payments.findByReference(RazorpayProvider.NAME, ProviderText.name(entity.path("order_id")))
                .switchIfEmpty(Mono.defer(() -> beingStarted(payload)))
                .flatMap(payment -> events.payment(
                        payment, RazorpayReports.payment(entity), RazorpayReports.charge(entity), notice));
    }

    /** Fails for a payment whose start Razorpay has not answered yet. The receipt of Razorpay's order is the id of the payment. */
    private Mono<Payment> beingStarted(JsonNode payload) {
        return Mono.justOrEmpty(RazorpayReports.receipt(payload.path("order").path("entity")))
                .flatMap(payments::find)
                .filter(payment -> payment.reference() == null && payment.status() == PaymentStatus.PENDING)
                .flatMap(payment -> Mono.error(ProviderEvents::tooEarly));
    }
}
