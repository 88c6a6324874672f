package io.ordergate.payment.razorpay;

import io.ordergate.payment.ledger.FlagReason;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.ledger.RefundLedger;
import io.ordergate.payment.ledger.RefundRepository;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.RefundRequest;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Ids;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * What Razorpay tells of money that goes back, by this service's doing, by somebody in its dashboard or by a payer's dispute.
 * Such an event may come before the one that tells that the payment was made: it tells of that, too, or Razorpay is asked.
 */
@Component
class RazorpayRefunds {

    private static final Duration SOON = Duration.ofMinutes(1);

    private final RazorpayProvider razorpay;
    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final Ledger ledger;
    private final RefundLedger refundLedger;
    private final Ids ids;

    RazorpayRefunds(
            RazorpayProvider razorpay,
            PaymentRepository payments,
            RefundRepository refunds,
            Ledger ledger,
            RefundLedger refundLedger,
            Ids ids) {
        this.razorpay = razorpay;
        this.payments = payments;
        this.refunds = refunds;
        this.ledger = ledger;
        this.refundLedger = refundLedger;
        this.ids = ids;
    }

    /** What became of an event about a refund. Errors: {@code payment-in-progress} while its payment is not known. */
    Mono<String> refund(JsonNode payload, PaymentNotice notice) {
        var entity = payload.path("refund").path("entity");
        var report = RazorpayReports.refund(entity);
        return payment(entity, payload)
                .flatMap(payment -> ours(payment, entity)
                        .map(refund -> refundLedger.apply(refund, report, notice))
                        .defaultIfEmpty(Mono.defer(() -> foreign(payment, entity, report, notice))))
                .flatMap(done -> done.map(after -> "taken").defaultIfEmpty("repeated"));
    }

    /** A dispute is for a person to answer. Errors: {@code payment-in-progress} while its payment is not known. */
    Mono<String> dispute(JsonNode payload, PaymentNotice notice) {
        var entity = payload.path("dispute").path("entity");
        return payment(entity, payload).flatMap(payment -> ledger.flag(
                        payment.id(), FlagReason.DISPUTED, RazorpayReports.charge(entity), notice)
                .map(after -> "taken")
                .defaultIfEmpty("repeated"));
    }

    /** Repeated by Razorpay, the event finds what it tells of. */
    static Failure tooEarly() {
        return Failure.of(ProblemCode.PAYMENT_IN_PROGRESS, "This payment is not known yet. Repeat the event.")
                .retryAfter(SOON);
    }

    /** The payment that the event is about; empty when it is none of this service. */
    private Mono<Payment> payment(JsonNode entity, JsonNode payload) {
        var transactionId = ProviderText.name(entity.path("payment_id"));
        return transactionId.isEmpty()
                ? Mono.empty()
                : payments.findByTransaction(RazorpayProvider.NAME, transactionId)
                        .switchIfEmpty(Mono.defer(() ->
                                unknown(transactionId, payload.path("payment").path("entity"))));
    }

    private Mono<Payment> unknown(String transactionId, JsonNode told) {
        return ProviderText.name(told.path("order_id")).isEmpty()
                ? razorpay.find(transactionId)
                        .switchIfEmpty(Mono.error(RazorpayRefunds::tooEarly))
                        .flatMap(found -> made(transactionId, found))
                : made(transactionId, told);
    }

    /** That the payment was made counts first. Money that was taken a second time is looked after by a person. */
    private Mono<Payment> made(String transactionId, JsonNode told) {
        var report = RazorpayReports.payment(told);
        return payments.findByReference(RazorpayProvider.NAME, ProviderText.name(told.path("order_id")))
                .flatMap(payment -> report.state() == ProviderReport.State.PAID
                        ? ledger.apply(payment.id(), report)
                        : Mono.error(RazorpayRefunds::tooEarly))
                .filter(payment -> payment.status().isCaptured()
                        && payment.transactionOrEmpty().equals(transactionId));
    }

    /** A refund that this service has asked for: its receipt is our id, which comes before Razorpay's own is known. */
    private Mono<Refund> ours(Payment payment, JsonNode entity) {
        return Mono.justOrEmpty(RazorpayReports.receipt(entity))
                .flatMap(refunds::find)
                .filter(refund -> refund.paymentId().equals(payment.id()))
                .switchIfEmpty(
                        Mono.defer(() -> refunds.findByReference(payment.id(), ProviderText.name(entity.path("id")))));
    }

    /** A refund that somebody made in Razorpay's dashboard. One that fails there may have been counted: a person looks. */
    private Mono<Refund> foreign(Payment payment, JsonNode entity, RefundReport report, PaymentNotice notice) {
        var charge = RazorpayReports.charge(entity);
        if (report.state() == RefundReport.State.FAILED) {
            return ledger.flag(payment.id(), FlagReason.REFUND_FAILED, charge, notice)
                    .then(Mono.empty());
        }
        if (report.state() == RefundReport.State.SILENT) {
            return ledger.flag(payment.id(), FlagReason.UNREADABLE, charge, notice)
                    .then(Mono.empty());
        }
        if (report.state() != RefundReport.State.SETTLED) {
            return Mono.empty();
        }
        return charge.minor() > 0 && charge.currency().equals(payment.charge().currency())
                ? refundLedger.record(
                        new RefundRequest(ids.next(), payment.id(), charge.minor(), "provider", null, null, null),
                        report.reference(),
                        notice)
                : ledger.flag(payment.id(), FlagReason.WRONG_AMOUNT, charge, notice)
                        .then(Mono.empty());
    }
}
