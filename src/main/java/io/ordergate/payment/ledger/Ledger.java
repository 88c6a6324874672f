package io.ordergate.payment.ledger;

import io.ordergate.outbox.Outbox;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.support.Detached;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The one place where reports about money become facts: payment, order, history, outbox, refund and flag in one transaction,
 * whoever reports, how often and in which order. The rows of the order and
 * of the payment are locked, so that reports act one by one.
 */
@Component
public class Ledger {

    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final LedgerRepository records;
    private final Providers providers;
    private final GiveBacks giveBacks;
    private final Flags flags;
    private final Outbox outbox;
    private final PaymentSettings settings;
    private final PaymentMeters meters;
    private final Clock clock;
    private final TransactionalOperator tx;

    /** What others are told of a payment. */
    record Changed(
            UUID orderId, UUID paymentId, String status, long amountMinor, long refundedMinor, String currency) {}

    private record Captured(LedgerRepository.OrderState order, Payment payment) {}

    Ledger(
            PaymentRepository payments,
            RefundRepository refunds,
            LedgerRepository records,
            Providers providers,
            GiveBacks giveBacks,
            Flags flags,
            Outbox outbox,
            PaymentSettings settings,
            PaymentMeters meters,
            Clock clock,
            TransactionalOperator tx) {
        this.payments = payments;
        this.refunds = refunds;
        this.records = records;
        this.providers = providers;
        this.giveBacks = giveBacks;
        this.flags = flags;
        this.outbox = outbox;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.tx = tx;
    }

    /** The payment after this report, which was asked for. */
    public Mono<Payment> apply(UUID id, ProviderReport report) {
        return Detached.from(once(payments.lock(id).flatMap(payment -> act(payment, report))));
    }

    /** The payment after this report, which came by itself; empty when it had come before. */
    public Mono<Payment> apply(UUID id, ProviderReport report, PaymentNotice notice) {
        return Detached.from(once(payments.lock(id)
                .filterWhen(payment -> records.note(notice, id))
                .flatMap(payment -> act(payment, report))));
    }

    /** The payment whose cash was taken; empty when that was known. Errors: {@code payment-in-progress} once it is closed. */
    public Mono<Payment> collect(UUID id, ProviderReport cash, PaymentNotice notice) {
        return Detached.from(once(payments.lock(id)
                .filter(payment -> payment.status() != PaymentStatus.FAILED)
                .switchIfEmpty(
                        Mono.error(() -> Failure.of(ProblemCode.PAYMENT_IN_PROGRESS, "The order was just changed.")))
                .filterWhen(payment -> records.note(notice, id))
                .flatMap(payment -> act(payment, cash))));
    }

    /** In a transaction; in another one where two payments have got the same name for their money at once. */
    private <T> Mono<T> once(Mono<T> work) {
        var transaction = work.as(tx::transactional);
        return transaction.onErrorResume(DuplicateKeyException.class, reused -> transaction);
    }

    /** The payment with what its order shows of it, in the caller's transaction. */
    public Mono<Payment> follow(Payment payment) {
        return records.follow(payment.orderId())
                .flatMap(status -> outbox.append("payment.changed", payment.orderId(), changed(payment, status)))
                .thenReturn(payment);
    }

    /** Asks a person to look at what came by itself; empty when it had come before. */
    public Mono<Payment> flag(UUID id, FlagReason reason, Charge reported, PaymentNotice notice) {
        return Detached.from(payments.lock(id)
                .filterWhen(payment -> records.note(notice, id))
                .delayUntil(payment ->
                        flags.raise(payment, reason, ProviderReport.paid(reported, payment.transactionOrEmpty())))
                .as(tx::transactional));
    }

    /** Asks a person to look when more has gone back than was paid, in the caller's transaction. */
    Mono<Void> flagTooMuch(Payment payment) {
        return refunds.isTooMuch(payment.id())
                .filter(tooMuch -> tooMuch)
                .flatMap(tooMuch -> flags.raise(payment, FlagReason.REFUNDED_TOO_MUCH));
    }

    private Mono<Payment> act(Payment payment, ProviderReport report) {
        return verdict(payment, report)
                .flatMap(verdict -> act(payment, report, verdict))
                .flatMap(after -> hasGoneBack(after, report) ? goneBack(after, report) : Mono.just(after));
    }

    private Mono<Payment> goneBack(Payment payment, ProviderReport report) {
        return refunds.reported(payment.id(), report.refundedMinor())
                .delayUntil(this::flagTooMuch)
                .flatMap(this::follow);
    }

    private Mono<Verdict> verdict(Payment payment, ProviderReport report) {
        var usual = Verdict.of(payment, report, isExpired(payment));
        return report.transactionId().isEmpty() || report.transactionId().equals(payment.transactionId())
                ? Mono.just(usual)
                : payments.findByTransaction(payment.provider(), report.transactionId())
                        .map(another -> Verdict.flag(FlagReason.TRANSACTION_REUSED))
                        .defaultIfEmpty(usual);
    }

    private Mono<Payment> act(Payment payment, ProviderReport report, Verdict verdict) {
        var flag = verdict.flag();
        var to = verdict.to();
        if (flag != null) {
            return flags.raise(payment, flag, report).thenReturn(payment);
        }
        if (to == null) {
            return Mono.just(payment);
        }
        return to == PaymentStatus.PAID ? capture(payment, report) : move(payment, to, report);
    }

    /** Whether the provider tells of more that went back than is known here. */
    private static boolean hasGoneBack(Payment payment, ProviderReport report) {
        return payment.status().isCaptured()
                && payment.transactionOrEmpty().equals(report.transactionId())
                && report.refundedMinor() > payment.refundedMinor();
    }

    /** The payment in this status, in the caller's transaction. */
    public Mono<Payment> move(Payment payment, PaymentStatus to, ProviderReport report) {
        return records.move(payment.id(), to, payment.surplus(), report, nextCheck(payment, to, report))
                .doOnNext(meters::moved)
                .flatMap(this::follow);
    }

    /** Also of one that failed: its customer may try again where no webhook reaches us. */
    private Duration nextCheck(Payment payment, PaymentStatus to, ProviderReport report) {
        var over = to == PaymentStatus.FAILED
                && (isExpired(payment)
                        || payment.reference() == null
                        || report.reason().equals(Conclusions.NOT_WANTED));
        return over ? Duration.ZERO : settings.check(to);
    }

    private boolean isExpired(Payment payment) {
        return payment.updatedAt().plus(settings.expiry()).isBefore(clock.instant());
    }

    /** Money is here. What the order does not want goes back. */
    private Mono<Payment> capture(Payment payment, ProviderReport report) {
        return records.lockOrder(payment.orderId())
                .zipWhen(order -> captured(payment, report, order), Captured::new)
                .doOnNext(captured -> meters.moved(captured.payment()))
                .delayUntil(captured -> follow(captured.payment()))
                .delayUntil(captured -> compare(captured.payment(), captured.order()))
                .map(Captured::payment);
    }

    private Mono<Payment> captured(Payment payment, ProviderReport report, LedgerRepository.OrderState order) {
        var surplus = order.due().minor() == 0;
        var again = providers.of(payment).reportsRefunds() ? settings.watchInterval() : Duration.ZERO;
        return records.move(payment.id(), PaymentStatus.PAID, surplus, report, again)
                .flatMap(paid -> refunds.reported(paid.id(), report.refundedMinor()))
                .delayUntil(this::flagTooMuch);
    }

    private Mono<Void> compare(Payment paid, LedgerRepository.OrderState order) {
        if (paid.surplus() || order.cancelled()) {
            return giveBacks.all(paid, paid.surplus() ? "surplus" : "cancelled");
        }
        return order.due().equals(paid.charge()) ? Mono.empty() : flags.raise(paid, FlagReason.ORDER_CHANGED);
    }

    private static Changed changed(Payment payment, String status) {
        var charge = payment.charge();
        return new Changed(
                payment.orderId(), payment.id(), status, charge.minor(), payment.refundedMinor(), charge.currency());
    }
}
