package io.ordergate.payment.razorpay;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.ledger.ReviewFlag;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.support.Failure;
import io.ordergate.support.LenientJson;
import io.ordergate.support.ProblemCode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
    private final Ledger ledger;
    private final RazorpayRefunds refunds;
    private final MeterRegistry meters;

    RazorpayWebhook(
            RazorpaySettings settings,
            PaymentRepository payments,
            Ledger ledger,
            RazorpayRefunds refunds,
            MeterRegistry meters) {
        this.signatures = settings.webhookSignatures();
        this.payments = payments;
        this.ledger = ledger;
        this.refunds = refunds;
        this.meters = meters;
        digest(new byte[0]); // loads the classes of the JDK at the start, not on an event loop
    }

    /**
     * Applies an event. Events about payments of others are ignored, since a repetition would not change that. Errors:
     * {@code forbidden} for a call that is not Razorpay's; {@code payment-in-progress} for an event about a payment that is not
     * known yet, which Razorpay then repeats.
     */
    Mono<Void> receive(byte[] body, String signature, String eventId) {
        if (signatures.stream().noneMatch(each -> each.matches(body, signature))) {
            count("forged");
            return Mono.error(() -> Failure.of(ProblemCode.FORBIDDEN, "The signature is not right."));
        }
        var event = LenientJson.read(body);
        var kind = ProviderText.code(event.path("event").asString("unreadable"));
        var given = ProviderText.name(eventId);
        var name = given.isEmpty() ? "body:" + digest(body) : given;
        return applied(event.path("payload"), PaymentNotice.ofProvider(RazorpayProvider.NAME, name, kind))
                .defaultIfEmpty("ignored")
                .doOnNext(this::count)
                .doOnError(Failure.class, early -> count("early"))
                .then();
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
                .flatMap(payment ->
                        applied(payment, entity, notice).map(after -> "taken").defaultIfEmpty("repeated"));
    }

    /** The payment after the event. A genuine event that is not understood is for a person to read. */
    private Mono<Payment> applied(Payment payment, JsonNode entity, PaymentNotice notice) {
        var report = RazorpayReports.payment(entity);
        return report.state() == ProviderReport.State.SILENT
                ? ledger.flag(payment.id(), ReviewFlag.Reason.UNREADABLE, RazorpayReports.charge(entity), notice)
                : ledger.apply(payment.id(), report, notice);
    }

    /** Fails for a payment whose start Razorpay has not answered yet. The receipt of Razorpay's order is the id of the payment. */
    private Mono<Payment> beingStarted(JsonNode payload) {
        return Mono.justOrEmpty(RazorpayReports.receipt(payload.path("order").path("entity")))
                .flatMap(payments::find)
                .filter(payment -> payment.reference() == null && payment.status() == PaymentStatus.PENDING)
                .flatMap(payment -> Mono.error(RazorpayRefunds::tooEarly));
    }

    private void count(String result) {
        meters.counter("ordergate.payments.webhooks", "provider", RazorpayProvider.NAME, "result", result)
                .increment();
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
