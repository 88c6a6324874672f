package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Applies reports about payments, whoever sends them, how often and in which order. Each report writes payment, order, history,
 * outbox, refund and review flag in one transaction, which holds the locks of the order and the payment.
 */
@Component
public class Ledger {

    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final LedgerRepository records;
    private final PaymentTransitions transitions;
    private final AutomaticRefunds automaticRefunds;
    private final ReviewFlags flags;
    private final TransactionalOperator tx;

    private record CaptureResult(LedgerRepository.OrderState order, Payment payment) {}

    Ledger(
            PaymentRepository payments,
            RefundRepository refunds,
            LedgerRepository records,
            PaymentTransitions transitions,
            AutomaticRefunds automaticRefunds,
            ReviewFlags flags,
            TransactionalOperator tx) {
        this.payments = payments;
        this.refunds = refunds;
        this.records = records;
        this.transitions = transitions;
        this.automaticRefunds = automaticRefunds;
        this.flags = flags;
        this.tx = tx;
    }

    /** The payment after this report, which answers a call of this service. */
    public Mono<Payment> apply(UUID id, ProviderReport report) {
        return Uncancellable.from(inTransaction(payments.lock(id).flatMap(payment -> applied(payment, report))));
    }

    /** The payment after this report, which the provider sent by itself; empty when the notice is a repetition. */
    public Mono<Payment> apply(UUID id, ProviderReport report, PaymentNotice notice) {
        return Uncancellable.from(inTransaction(payments.lock(id)
                .filterWhen(payment -> records.record(notice, id))
                .flatMap(payment -> applied(payment, report))));
    }

    /** The payment whose cash was collected; empty when that was recorded before. Errors: {@code payment-in-progress} when it is closed. */
    public Mono<Payment> collect(UUID id, ProviderReport cash, PaymentNotice notice) {
        return Uncancellable.from(inTransaction(payments.lock(id)
                .filter(payment -> payment.status() != PaymentStatus.FAILED)
                .switchIfEmpty(
                        Mono.error(() -> Failure.of(ProblemCode.PAYMENT_IN_PROGRESS, "The order was just changed.")))
                .filterWhen(payment -> records.record(notice, id))
                .flatMap(payment -> applied(payment, cash))));
    }

    /** Runs in a transaction, and once more in a second one where two payments got the same transaction name at once. */
    private <T> Mono<T> inTransaction(Mono<T> work) {
        var transaction = work.as(tx::transactional);
        return transaction.onErrorResume(DuplicateKeyException.class, reused -> transaction);
    }

    /** The payment after a review flag was raised for this notice; empty when the notice is a repetition. */
    public Mono<Payment> flag(UUID id, ReviewFlag.Reason reason, Charge reported, PaymentNotice notice) {
        return Uncancellable.from(payments.lock(id)
                .filterWhen(payment -> records.record(notice, id))
                .delayUntil(payment ->
                        flags.raise(payment, reason, ProviderReport.paid(reported, payment.transactionOrEmpty())))
                .as(tx::transactional));
    }

    private Mono<Payment> applied(Payment payment, ProviderReport report) {
        return effect(payment, report)
                .flatMap(effect -> applied(payment, report, effect))
                .flatMap(after -> reportsMoreRefunds(after, report) ? recordRefunds(after, report) : Mono.just(after));
    }

    private Mono<Payment> recordRefunds(Payment payment, ProviderReport report) {
        return refunds.reported(payment.id(), report.refundedMinor())
                .delayUntil(flags::raiseIfRefundedTooMuch)
                .flatMap(transitions::updateOrder);
    }

    private Mono<ReportEffect> effect(Payment payment, ProviderReport report) {
        var usual = ReportEffect.of(payment, report, transitions.isExpired(payment));
        return report.transactionId().isEmpty() || report.transactionId().equals(payment.transactionId())
                ? Mono.just(usual)
                : payments.findByTransaction(payment.provider(), report.transactionId())
                        .map(another -> ReportEffect.flag(ReviewFlag.Reason.TRANSACTION_REUSED))
                        .defaultIfEmpty(usual);
    }

    private Mono<Payment> applied(Payment payment, ProviderReport report, ReportEffect effect) {
        var flag = effect.flag();
        var to = effect.to();
        if (flag != null) {
            return flags.raise(payment, flag, report).thenReturn(payment);
        }
        if (effect.names()) {
            return records.name(payment.id(), report.transactionId());
        }
        if (to == null) {
            return Mono.just(payment);
        }
        return to == PaymentStatus.PAID ? capture(payment, report) : transitions.transition(payment, to, report);
    }

    /** Whether the provider reports more refunds than are recorded here. */
    private static boolean reportsMoreRefunds(Payment payment, ProviderReport report) {
        return payment.status().isCaptured()
                && payment.transactionOrEmpty().equals(report.transactionId())
                && report.refundedMinor() > payment.refundedMinor();
    }

    /** Captured money that the order does not need is refunded. */
    private Mono<Payment> capture(Payment payment, ProviderReport report) {
        return records.lockOrder(payment.orderId())
                .zipWhen(order -> captured(payment, report, order), CaptureResult::new)
                .delayUntil(captured -> transitions.publish(captured.payment()))
                .delayUntil(captured -> compareWithOrder(captured.payment(), captured.order()))
                .delayUntil(captured -> report.risky()
                        ? flags.raise(captured.payment(), ReviewFlag.Reason.RISKY, report)
                        : Mono.empty())
                .map(CaptureResult::payment);
    }

    private Mono<Payment> captured(Payment payment, ProviderReport report, LedgerRepository.OrderState order) {
        return transitions
                .capture(payment, order.due().minor() == 0, report)
                .flatMap(paid -> refunds.reported(paid.id(), report.refundedMinor()))
                .delayUntil(flags::raiseIfRefundedTooMuch);
    }

    private Mono<Void> compareWithOrder(Payment paid, LedgerRepository.OrderState order) {
        if (paid.surplus() || order.undone()) {
            return automaticRefunds.request(paid, paid.surplus() ? "surplus" : "cancelled");
        }
        return order.due().equals(paid.charge()) ? Mono.empty() : flags.raise(paid, ReviewFlag.Reason.ORDER_CHANGED);
    }
}
