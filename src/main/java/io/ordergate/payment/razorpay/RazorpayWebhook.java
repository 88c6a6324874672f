package io.ordergate.payment.razorpay;

import io.ordergate.payment.ledger.FlagReason;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentMeters;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
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

/** Takes what Razorpay tells: genuine events only, in any order, as often as they come, each with one effect. */
@Component
class RazorpayWebhook {

    private final List<RazorpaySignature> signatures;
    private final PaymentRepository payments;
    private final Ledger ledger;
    private final RazorpayRefunds refunds;
    private final PaymentMeters meters;

    RazorpayWebhook(
            RazorpaySettings settings,
            PaymentRepository payments,
            Ledger ledger,
            RazorpayRefunds refunds,
            PaymentMeters meters) {
        this.signatures = settings.webhookSignatures();
        this.payments = payments;
        this.ledger = ledger;
        this.refunds = refunds;
        this.meters = meters;
        digest(new byte[0]); // what it needs is loaded now, not on an event loop
    }

    /**
     * Acts on an event. What concerns nothing of ours is passed over, since no repeat would change that. Errors:
     * {@code forbidden} for a call that is not Razorpay's; {@code payment-in-progress} for an event that has come before
     * the payment that it tells of is known, which Razorpay then repeats.
     */
    Mono<Void> receive(byte[] body, String signature, String eventId) {
        if (signatures.stream().noneMatch(each -> each.matches(body, signature))) {
            meters.webhook(RazorpayProvider.NAME, "forged");
            return Mono.error(() -> Failure.of(ProblemCode.FORBIDDEN, "The signature is not right."));
        }
        var event = LenientJson.read(body);
        var kind = ProviderText.code(event.path("event").asString("unreadable"));
        var given = ProviderText.name(eventId);
        var name = given.isEmpty() ? "body:" + digest(body) : given;
        return act(event.path("payload"), PaymentNotice.ofProvider(RazorpayProvider.NAME, name, kind))
                .defaultIfEmpty("ignored")
                .doOnNext(result -> meters.webhook(RazorpayProvider.NAME, result))
                .doOnError(Failure.class, early -> meters.webhook(RazorpayProvider.NAME, "early"))
                .then();
    }

    private Mono<String> act(JsonNode payload, PaymentNotice notice) {
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
                        taken(payment, entity, notice).map(after -> "taken").defaultIfEmpty("repeated"));
    }

    /** What Razorpay has signed and nobody understands is for a person to read. */
    private Mono<Payment> taken(Payment payment, JsonNode entity, PaymentNotice notice) {
        var report = RazorpayReports.payment(entity);
        return report.state() == ProviderReport.State.SILENT
                ? ledger.flag(payment.id(), FlagReason.UNREADABLE, RazorpayReports.charge(entity), notice)
                : ledger.apply(payment.id(), report, notice);
    }

    /** Our name for the payment is the receipt of Razorpay's order: it may have told of it before its answer has arrived. */
    private Mono<Payment> beingStarted(JsonNode payload) {
        return Mono.justOrEmpty(RazorpayReports.receipt(payload.path("order").path("entity")))
                .flatMap(payments::find)
                .filter(payment -> payment.reference() == null && payment.status() == PaymentStatus.PENDING)
                .flatMap(payment -> Mono.error(RazorpayRefunds::tooEarly));
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
