package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.RefundStatus;
import io.ordergate.support.Uncancellable;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Applies reports about refunds. Each report writes refund, payment, order, history and outbox in one transaction. */
@Component
public class RefundRecorder {

    private static final int MANY_CHECKS = 8;

    private final RefundRepository refunds;
    private final PaymentRepository payments;
    private final LedgerRepository records;
    private final PaymentTransitions transitions;
    private final ReviewFlags flags;
    private final PaymentMeters meters;
    private final TransactionalOperator tx;

    RefundRecorder(
            RefundRepository refunds,
            PaymentRepository payments,
            LedgerRepository records,
            PaymentTransitions transitions,
            ReviewFlags flags,
            PaymentMeters meters,
            TransactionalOperator tx) {
        this.refunds = refunds;
        this.payments = payments;
        this.records = records;
        this.transitions = transitions;
        this.flags = flags;
        this.meters = meters;
        this.tx = tx;
    }

    /** A refund of the payment that this service has requested, by its id or by the provider's name for it. */
    public Mono<Refund> find(Payment payment, Optional<UUID> id, String reference) {
        return Mono.justOrEmpty(id)
                .flatMap(refunds::find)
                .filter(refund -> refund.paymentId().equals(payment.id()))
                .switchIfEmpty(Mono.defer(() -> refunds.findByReference(payment.id(), reference)));
    }

    /** The refund after this report, which answers a call of this service. */
    Mono<Refund> apply(Refund refund, RefundReport report) {
        return Uncancellable.from(payments.lock(refund.paymentId())
                .flatMap(payment -> applied(payment, refund, report))
                .as(tx::transactional));
    }

    /** The refund after this report, which the provider sent by itself; empty when the notice is a repetition. */
    public Mono<Refund> apply(Refund refund, RefundReport report, PaymentNotice notice) {
        return Uncancellable.from(payments.lock(refund.paymentId())
                .filterWhen(payment -> records.record(notice, payment.id()))
                .flatMap(payment -> applied(payment, refund, report))
                .as(tx::transactional));
    }

    /** A refund that was made at the provider without this service; empty when it is recorded already. */
    public Mono<Refund> record(UUID id, Payment payment, long amountMinor, String reference, PaymentNotice notice) {
        var refund = new RefundRequest(id, payment.id(), amountMinor, "provider", null, null, null);
        return record(refund, reference, notice);
    }

    /** A refund that was made without this service; empty when it is recorded already. */
    Mono<Refund> record(RefundRequest refund, String reference, PaymentNotice notice) {
        return Uncancellable.from(payments.lock(refund.paymentId())
                .filterWhen(payment -> records.record(notice, payment.id()))
                .flatMap(payment -> refunds.record(refund, reference))
                .delayUntil(recorded -> settled(recorded.paymentId()))
                .as(tx::transactional));
    }

    /** The refund after this report. Of two refunds with the same name at the provider only the first was made. */
    private Mono<Refund> applied(Payment payment, Refund refund, RefundReport report) {
        return refunds.findByReference(payment.id(), report.reference())
                .filter(named -> !named.id().equals(refund.id()))
                .map(another -> RefundReport.failed("", "reference-reused"))
                .defaultIfEmpty(report)
                .flatMap(effective -> recorded(payment, refund, effective));
    }

    private Mono<Refund> recorded(Payment payment, Refund refund, RefundReport report) {
        return switch (report.state()) {
            case SETTLED ->
                transition(payment, refund, RefundStatus.SETTLED, report).delayUntil(done -> settled(payment.id()));
            case PENDING -> transition(payment, refund, RefundStatus.PENDING, report);
            case FAILED ->
                transition(payment, refund, RefundStatus.FAILED, report)
                        .defaultIfEmpty(refund) // it may be settled here already, or have failed before
                        .delayUntil(failed -> flags.raise(payment, ReviewFlag.Reason.REFUND_FAILED));
            case NONE, SILENT -> silent(payment, refund, report);
        };
    }

    private Mono<Refund> silent(Payment payment, Refund refund, RefundReport report) {
        var flagged =
                refund.checks() >= MANY_CHECKS ? flags.raise(payment, ReviewFlag.Reason.UNRESOLVED) : Mono.empty();
        return refund.status() == RefundStatus.PENDING
                ? flagged.then(Mono.just(refund))
                : flagged.then(transition(payment, refund, RefundStatus.UNKNOWN, report));
    }

    private Mono<Refund> transition(Payment payment, Refund refund, RefundStatus to, RefundReport report) {
        return refunds.transition(refund.id(), to, report).doOnNext(after -> meters.refunded(payment, to));
    }

    private Mono<Payment> settled(UUID paymentId) {
        return refunds.settlePayment(paymentId)
                .doOnNext(meters::transitioned)
                .switchIfEmpty(Mono.defer(() -> payments.find(paymentId)))
                .delayUntil(flags::raiseIfRefundedTooMuch)
                .flatMap(transitions::updateOrder);
    }
}
