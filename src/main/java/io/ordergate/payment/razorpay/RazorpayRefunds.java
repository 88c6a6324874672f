package io.ordergate.payment.razorpay;

import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.ledger.RefundRecorder;
import io.ordergate.payment.ledger.ReviewFlag;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Events about refunds and disputes, made by this service, in Razorpay's dashboard or by a payer. Such an event may arrive
 * before the one about the payment itself. The payment is then read from the same event, or from Razorpay.
 */
@Component
class RazorpayRefunds {

    private static final Duration SOON = Duration.ofMinutes(1);

    private final RazorpayProvider razorpay;
    private final PaymentRepository payments;
    private final Ledger ledger;
    private final RefundRecorder recorder;
    private final Ids ids;

    RazorpayRefunds(
            RazorpayProvider razorpay, PaymentRepository payments, Ledger ledger, RefundRecorder recorder, Ids ids) {
        this.razorpay = razorpay;
        this.payments = payments;
        this.ledger = ledger;
        this.recorder = recorder;
        this.ids = ids;
    }

    /** The result of an event about a refund. Errors: {@code payment-in-progress} while its payment is not known. */
    Mono<String> refund(JsonNode payload, PaymentNotice notice) {
        var entity = payload.path("refund").path("entity");
        var report = RazorpayReports.refund(entity);
        return payment(entity, payload)
                .flatMap(payment -> recorder.find(
                                payment, RazorpayReports.receipt(entity), ProviderText.name(entity.path("id")))
                        .map(refund -> recorder.apply(refund, report, notice))
                        .defaultIfEmpty(Mono.defer(() -> foreign(payment, entity, report, notice))))
                .flatMap(done -> done.map(after -> "taken").defaultIfEmpty("repeated"));
    }

    /** The result of an event about a dispute, which a person has to answer. Errors: {@code payment-in-progress} while its payment is not known. */
    Mono<String> dispute(JsonNode payload, PaymentNotice notice) {
        var entity = payload.path("dispute").path("entity");
        return payment(entity, payload).flatMap(payment -> ledger.flag(
                        payment.id(), ReviewFlag.Reason.DISPUTED, RazorpayReports.charge(entity), notice)
                .map(after -> "taken")
                .defaultIfEmpty("repeated"));
    }

    /** The failure that makes Razorpay repeat an event, after which the payment is known. */
    static Failure tooEarly() {
        return Failure.of(ProblemCode.PAYMENT_IN_PROGRESS, "This payment is not known yet. Repeat the event.")
                .retryAfter(SOON);
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
                        .switchIfEmpty(Mono.error(RazorpayRefunds::tooEarly))
                        .flatMap(found -> made(transactionId, found))
                : made(transactionId, entity);
    }

    /** The payment after its capture was applied; empty for a second capture, which a person looks at. */
    private Mono<Payment> made(String transactionId, JsonNode entity) {
        var report = RazorpayReports.payment(entity);
        return payments.findByReference(RazorpayProvider.NAME, ProviderText.name(entity.path("order_id")))
                .flatMap(payment -> report.state() == ProviderReport.State.PAID
                        ? ledger.apply(payment.id(), report)
                        : Mono.error(RazorpayRefunds::tooEarly))
                .filter(payment -> payment.status().isCaptured()
                        && payment.transactionOrEmpty().equals(transactionId));
    }

    /** A refund from Razorpay's dashboard. One that fails may have been recorded before, so that a person has to look at it. */
    private Mono<Refund> foreign(Payment payment, JsonNode entity, RefundReport report, PaymentNotice notice) {
        var charge = RazorpayReports.charge(entity);
        if (report.state() == RefundReport.State.FAILED) {
            return ledger.flag(payment.id(), ReviewFlag.Reason.REFUND_FAILED, charge, notice)
                    .then(Mono.empty());
        }
        if (report.state() == RefundReport.State.SILENT) {
            return ledger.flag(payment.id(), ReviewFlag.Reason.UNREADABLE, charge, notice)
                    .then(Mono.empty());
        }
        if (report.state() != RefundReport.State.SETTLED) {
            return Mono.empty();
        }
        return charge.minor() > 0 && charge.currency().equals(payment.charge().currency())
                ? recorder.record(
                        ids.next(Bucket.of(payment.id())), payment, charge.minor(), report.reference(), notice)
                : ledger.flag(payment.id(), ReviewFlag.Reason.WRONG_AMOUNT, charge, notice)
                        .then(Mono.empty());
    }
}
