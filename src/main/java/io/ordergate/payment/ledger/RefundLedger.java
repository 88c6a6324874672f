package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.RefundRequest;
import io.ordergate.payment.provider.RefundStatus;
import io.ordergate.support.Detached;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The one place where reports about refunds become facts: refund, payment, order, history and outbox in one transaction. */
@Component
public class RefundLedger {

    private static final int MANY_CHECKS = 8;

    private final RefundRepository refunds;
    private final PaymentRepository payments;
    private final LedgerRepository records;
    private final Ledger ledger;
    private final Flags flags;
    private final PaymentMeters meters;
    private final TransactionalOperator tx;

    RefundLedger(
            RefundRepository refunds,
            PaymentRepository payments,
            LedgerRepository records,
            Ledger ledger,
            Flags flags,
            PaymentMeters meters,
            TransactionalOperator tx) {
        this.refunds = refunds;
        this.payments = payments;
        this.records = records;
        this.ledger = ledger;
        this.flags = flags;
        this.meters = meters;
        this.tx = tx;
    }

    /** The refund after this report, which was asked for. */
    public Mono<Refund> apply(Refund refund, RefundReport report) {
        return Detached.from(payments.lock(refund.paymentId())
                .flatMap(payment -> judge(payment, refund, report))
                .as(tx::transactional));
    }

    /** The refund after this report, which came by itself; empty when it had come before. */
    public Mono<Refund> apply(Refund refund, RefundReport report, PaymentNotice notice) {
        return Detached.from(payments.lock(refund.paymentId())
                .filterWhen(payment -> records.note(notice, payment.id()))
                .flatMap(payment -> judge(payment, refund, report))
                .as(tx::transactional));
    }

    /** A refund that was made without this service; empty when it is known. */
    public Mono<Refund> record(RefundRequest made, String reference, PaymentNotice notice) {
        return Detached.from(payments.lock(made.paymentId())
                .filterWhen(payment -> records.note(notice, payment.id()))
                .flatMap(payment -> refunds.record(made, reference))
                .delayUntil(refund -> settled(refund.paymentId()))
                .as(tx::transactional));
    }

    /** A provider that gives two refunds the same name has made one of them. */
    private Mono<Refund> judge(Payment payment, Refund refund, RefundReport report) {
        return refunds.findByReference(payment.id(), report.reference())
                .filter(named -> !named.id().equals(refund.id()))
                .map(another -> RefundReport.failed("", "reference-reused"))
                .defaultIfEmpty(report)
                .flatMap(told -> act(payment, refund, told));
    }

    private Mono<Refund> act(Payment payment, Refund refund, RefundReport report) {
        return switch (report.state()) {
            case SETTLED ->
                move(payment, refund, RefundStatus.SETTLED, report).delayUntil(done -> settled(payment.id()));
            case PENDING -> move(payment, refund, RefundStatus.PENDING, report);
            case FAILED ->
                move(payment, refund, RefundStatus.FAILED, report)
                        .defaultIfEmpty(refund) // it was over already, perhaps as one that had been made
                        .delayUntil(failed -> flags.raise(payment, FlagReason.REFUND_FAILED));
            case NONE, SILENT -> silent(payment, refund, report);
        };
    }

    private Mono<Refund> silent(Payment payment, Refund refund, RefundReport report) {
        var complaint = refund.checks() >= MANY_CHECKS ? flags.raise(payment, FlagReason.UNRESOLVED) : Mono.empty();
        return refund.status() == RefundStatus.PENDING
                ? complaint.then(Mono.just(refund))
                : complaint.then(move(payment, refund, RefundStatus.UNKNOWN, report));
    }

    private Mono<Refund> move(Payment payment, Refund refund, RefundStatus to, RefundReport report) {
        return refunds.move(refund.id(), to, report).doOnNext(moved -> meters.refunded(payment, to));
    }

    private Mono<Payment> settled(UUID paymentId) {
        return refunds.settlePayment(paymentId)
                .doOnNext(meters::moved)
                .switchIfEmpty(Mono.defer(() -> payments.find(paymentId)))
                .delayUntil(ledger::flagTooMuch)
                .flatMap(ledger::follow);
    }
}
