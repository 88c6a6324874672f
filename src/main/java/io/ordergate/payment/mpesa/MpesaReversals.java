package io.ordergate.payment.mpesa;

import io.ordergate.payment.ProviderEvents;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.ledger.RefundRecorder;
import io.ordergate.payment.ledger.ReviewFlag;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.support.LenientJson;
import io.ordergate.support.secret.Sensitive;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Applies callbacks about reversals, which M-Pesa makes after it has accepted them. */
@Component
class MpesaReversals {

    private final MpesaUrls urls;
    private final PaymentRepository payments;
    private final RefundRecorder recorder;
    private final Ledger ledger;
    private final ProviderEvents events;

    /**
     * The address of a callback.
     *
     * @param kind {@code result}, {@code status} or {@code timeout}; the last one tells nothing for sure
     */
    record Target(UUID paymentId, UUID refundId, Sensitive key, String kind) {}

    MpesaReversals(
            MpesaUrls urls, PaymentRepository payments, RefundRecorder recorder, Ledger ledger, ProviderEvents events) {
        this.urls = urls;
        this.payments = payments;
        this.recorder = recorder;
        this.ledger = ledger;
        this.events = events;
    }

    /** Applies the callback about this refund. Errors: {@code forbidden} without the key of the refund. */
    Mono<Void> receive(Target target, byte[] body) {
        if (!urls.matches("refund", target.refundId(), target.key())) {
            return events.forged(MpesaProvider.NAME);
        }
        var result = LenientJson.read(body).path("Result");
        var applied = payments.find(target.paymentId())
                .filter(payment -> payment.provider().equals(MpesaProvider.NAME) && tells(target.kind(), result))
                .flatMap(payment -> applied(payment, target, result));
        return events.counted(MpesaProvider.NAME, applied);
    }

    /** Whether the callback tells how a reversal has ended. */
    private static boolean tells(String kind, JsonNode result) {
        var code = MpesaReports.text(result, "ResultCode");
        return switch (kind) {
            case "result" -> !code.isEmpty();
            case "status" ->
                code.equals("0")
                        && parameter(result, "TransactionStatus").asString("").equals("Completed");
            default -> false;
        };
    }

    private Mono<String> applied(Payment payment, Target target, JsonNode result) {
        return recorder.find(payment, Optional.of(target.refundId()), "")
                .filter(refund -> target.kind().equals("status") || isOf(refund, result))
                .flatMap(refund -> applied(payment, refund, result));
    }

    private Mono<String> applied(Payment payment, Refund refund, JsonNode result) {
        var conversation = ProviderText.name(result.path("OriginatorConversationID"));
        var reference = Objects.requireNonNullElse(refund.reference(), conversation);
        var report = MpesaReports.reversed(result, reference);
        var notice = PaymentNotice.ofProvider(
                MpesaProvider.NAME,
                refund.id() + ":" + report.state() + ":" + report.reason(),
                "reversal." + report.state());
        var amount = parameter(result, "Amount");
        var charge = amount.isMissingNode() ? refund.charge() : Charge.of("KES", ProviderText.decimal(amount));
        return report.state() == RefundReport.State.SETTLED && !charge.equals(refund.charge())
                ? ledger.flag(payment.id(), ReviewFlag.Reason.WRONG_AMOUNT, charge, notice)
                        .thenReturn("taken")
                : events.refund(payment, Optional.of(refund.id()), report, charge, notice);
    }

    /** Whether the result is that of the reversal that was requested last. */
    private static boolean isOf(Refund refund, JsonNode result) {
        var reference = refund.reference();
        return reference == null
                || reference.equals(result.path("OriginatorConversationID").asString(""));
    }

    /** A parameter of the result; a single one may stand without a list. */
    private static JsonNode parameter(JsonNode result, String key) {
        var parameters = result.path("ResultParameters").path("ResultParameter");
        var all = parameters.isArray() ? parameters.valueStream() : Stream.of(parameters);
        return all.filter(each -> each.path("Key").asString("").equals(key))
                .findFirst()
                .map(each -> each.path("Value"))
                .orElseGet(() -> parameters.path(-1));
    }
}
