package io.ordergate.payment;

import io.ordergate.support.Failure;
import io.ordergate.support.Ids;
import io.ordergate.support.ProblemCode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes what Razorpay tells: genuine events only, in any order, as often as they come, each with one effect. */
@Component
class RazorpayWebhook {

    private final List<RazorpaySignature> signatures;
    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final Ledger ledger;
    private final RefundLedger refundLedger;
    private final PaymentMeters meters;
    private final Ids ids;
    private final JsonMapper json;

    RazorpayWebhook(
            RazorpaySettings settings,
            PaymentRepository payments,
            RefundRepository refunds,
            Ledger ledger,
            RefundLedger refundLedger,
            PaymentMeters meters,
            Ids ids,
            JsonMapper json) {
        this.signatures =
                settings.webhookSecrets().stream().map(RazorpaySignature::new).toList();
        this.payments = payments;
        this.refunds = refunds;
        this.ledger = ledger;
        this.refundLedger = refundLedger;
        this.meters = meters;
        this.ids = ids;
        this.json = json;
        digest(new byte[0]); // what it needs is loaded now, not on an event loop
    }

    /**
     * Acts on an event. What concerns nothing of ours is passed over, since no repeat would change that. Errors:
     * {@code forbidden} for a call that is not Razorpay's.
     */
    Mono<Void> take(byte[] body, String signature, String eventId) {
        if (signatures.stream().noneMatch(each -> each.matches(body, signature))) {
            meters.webhook(RazorpayProvider.NAME, "forged");
            return Mono.error(() -> Failure.of(ProblemCode.FORBIDDEN, "The signature is not right."));
        }
        var event = read(body);
        var kind = ProviderAnswer.code(event.path("event").asString("unreadable"));
        var name = eventId.isBlank() ? "body:" + digest(body) : eventId.strip();
        return act(event.path("payload"), PaymentNotice.ofProvider(RazorpayProvider.NAME, name, kind))
                .defaultIfEmpty("ignored")
                .doOnNext(result -> meters.webhook(RazorpayProvider.NAME, result))
                .then();
    }

    private Mono<String> act(JsonNode payload, PaymentNotice notice) {
        return switch (notice.kind()) {
            case "payment.authorized", "payment.captured", "payment.failed", "order.paid" ->
                payment(payload.path("payment").path("entity"), notice);
            case "refund.created", "refund.processed", "refund.failed" ->
                refund(payload.path("refund").path("entity"), notice);
            default -> Mono.empty();
        };
    }

    private Mono<String> payment(JsonNode entity, PaymentNotice notice) {
        return payments.findByReference(
                        RazorpayProvider.NAME, entity.path("order_id").asString(""))
                .flatMap(payment -> ledger.apply(payment.id(), RazorpayReports.payment(entity), notice)
                        .map(after -> "taken")
                        .defaultIfEmpty("repeated"));
    }

    private Mono<String> refund(JsonNode entity, PaymentNotice notice) {
        var report = RazorpayReports.refund(entity);
        return payments.findByTransaction(
                        RazorpayProvider.NAME, entity.path("payment_id").asString(""))
                .flatMap(payment -> ours(payment, entity)
                        .map(refund -> refundLedger.apply(refund, report, notice))
                        .defaultIfEmpty(Mono.defer(() -> foreign(payment, entity, report, notice))))
                .flatMap(done -> done.map(after -> "taken").defaultIfEmpty("repeated"));
    }

    /** A refund that this service has asked for: its receipt is our id, which comes before Razorpay's own is known. */
    private Mono<Refund> ours(Payment payment, JsonNode entity) {
        return Mono.justOrEmpty(uuid(entity.path("receipt").asString("")))
                .flatMap(refunds::find)
                .filter(refund -> refund.paymentId().equals(payment.id()))
                .switchIfEmpty(Mono.defer(() ->
                        refunds.findByReference(payment.id(), entity.path("id").asString(""))));
    }

    /** A refund that somebody made in Razorpay's dashboard. */
    private Mono<Refund> foreign(Payment payment, JsonNode entity, RefundReport report, PaymentNotice notice) {
        var minor = RazorpayReports.charge(entity).minor();
        return report.state() == RefundReport.State.SETTLED && minor > 0
                ? refundLedger.record(
                        new RefundRequest(ids.next(), payment.id(), minor, "provider", null, null, null),
                        report.reference(),
                        notice)
                : Mono.empty();
    }

    private JsonNode read(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException garbage) {
            return json.createObjectNode();
        }
    }

    private static java.util.Optional<UUID> uuid(String text) {
        try {
            return java.util.Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException none) {
            return java.util.Optional.empty();
        }
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
