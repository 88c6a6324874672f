package io.ordergate.payment.ledger;

import io.ordergate.outbox.Outbox;
import io.ordergate.outbox.Topic;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.Providers;
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
 * Applies reports about payments, whoever sends them, how often and in which order. Each report writes payment, order, history,
 * outbox, refund and review flag in one transaction, which holds the locks of the order and the payment.
 */
@Component
public class Ledger {

    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final LedgerRepository records;
    private final Providers providers;
    private final AutomaticRefunds automaticRefunds;
    private final ReviewFlags flags;
    private final Outbox outbox;
    private final PaymentSettings settings;
    private final PaymentMeters meters;
    private final Clock clock;
    private final TransactionalOperator tx;

    /** The message about a payment in the outbox. */
    record PaymentChange(
            UUID orderId, UUID paymentId, String status, long amountMinor, long refundedMinor, String currency) {}

    private record CaptureResult(LedgerRepository.OrderState order, Payment payment) {}

    Ledger(
            PaymentRepository payments,
            RefundRepository refunds,
            LedgerRepository records,
            Providers providers,
            AutomaticRefunds automaticRefunds,
            ReviewFlags flags,
            Outbox outbox,
            PaymentSettings settings,
            PaymentMeters meters,
            Clock clock,
            TransactionalOperator tx) {
        this.payments = payments;
        this.refunds = refunds;
        this.records = records;
        this.providers = providers;
        this.automaticRefunds = automaticRefunds;
        this.flags = flags;
        this.outbox = outbox;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.tx = tx;
    }

    /** The payment after this report, which answers a call of this service. */
    public Mono<Payment> apply(UUID id, ProviderReport report) {
        return Detached.from(inTransaction(payments.lock(id).flatMap(payment -> applied(payment, report))));
    }

    /** The payment after this report, which the provider sent by itself; empty when the notice is a repetition. */
    public Mono<Payment> apply(UUID id, ProviderReport report, PaymentNotice notice) {
        return Detached.from(inTransaction(payments.lock(id)
                .filterWhen(payment -> records.record(notice, id))
                .flatMap(payment -> applied(payment, report))));
    }

    /** The payment whose cash was collected; empty when that was recorded before. Errors: {@code payment-in-progress} when it is closed. */
    public Mono<Payment> collect(UUID id, ProviderReport cash, PaymentNotice notice) {
        return Detached.from(inTransaction(payments.lock(id)
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

    /** The payment after its order's payment status was updated and published, in the caller's transaction. */
    public Mono<Payment> updateOrder(Payment payment) {
        return records.updateOrder(payment.orderId())
                .flatMap(status -> outbox.append(Topic.PAYMENT_CHANGED, payment.orderId(), change(payment, status)))
                .thenReturn(payment);
    }

    /** The payment after a review flag was raised for this notice; empty when the notice is a repetition. */
    public Mono<Payment> flag(UUID id, ReviewReason reason, Charge reported, PaymentNotice notice) {
        return Detached.from(payments.lock(id)
                .filterWhen(payment -> records.record(notice, id))
                .delayUntil(payment ->
                        flags.raise(payment, reason, ProviderReport.paid(reported, payment.transactionOrEmpty())))
                .as(tx::transactional));
    }

    /** Raises a review flag when more was refunded than was paid, in the caller's transaction. */
    Mono<Void> flagTooMuch(Payment payment) {
        return refunds.isTooMuch(payment.id())
                .filter(tooMuch -> tooMuch)
                .flatMap(tooMuch -> flags.raise(payment, ReviewReason.REFUNDED_TOO_MUCH));
    }

    private Mono<Payment> applied(Payment payment, ProviderReport report) {
        return effect(payment, report)
                .flatMap(effect -> applied(payment, report, effect))
                .flatMap(after -> reportsMoreRefunds(after, report) ? recordRefunds(after, report) : Mono.just(after));
    }

    private Mono<Payment> recordRefunds(Payment payment, ProviderReport report) {
        return refunds.reported(payment.id(), report.refundedMinor())
                .delayUntil(this::flagTooMuch)
                .flatMap(this::updateOrder);
    }

    private Mono<ReportEffect> effect(Payment payment, ProviderReport report) {
        var usual = ReportEffect.of(payment, report, isExpired(payment));
        return report.transactionId().isEmpty() || report.transactionId().equals(payment.transactionId())
                ? Mono.just(usual)
                : payments.findByTransaction(payment.provider(), report.transactionId())
                        .map(another -> ReportEffect.flag(ReviewReason.TRANSACTION_REUSED))
                        .defaultIfEmpty(usual);
    }

    private Mono<Payment> applied(Payment payment, ProviderReport report, ReportEffect effect) {
        var flag = effect.flag();
        var to = effect.to();
        if (flag != null) {
            return flags.raise(payment, flag, report).thenReturn(payment);
        }
        if (to == null) {
            return Mono.just(payment);
        }
        return to == PaymentStatus.PAID ? capture(payment, report) : transition(payment, to, report);
    }

    /** Whether the provider reports more refunds than are recorded here. */
    private static boolean reportsMoreRefunds(Payment payment, ProviderReport report) {
        return payment.status().isCaptured()
                && payment.transactionOrEmpty().equals(report.transactionId())
                && report.refundedMinor() > payment.refundedMinor();
    }

    /** The payment in this status, in the caller's transaction. */
    public Mono<Payment> transition(Payment payment, PaymentStatus to, ProviderReport report) {
        return records.transition(payment.id(), to, payment.surplus(), report, nextCheck(payment, to, report))
                .doOnNext(meters::transitioned)
                .flatMap(this::updateOrder);
    }

    /** A failed payment is checked, too: its customer may try again at a provider whose webhooks do not arrive. */
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

    /** Captured money that the order does not need is refunded. */
    private Mono<Payment> capture(Payment payment, ProviderReport report) {
        return records.lockOrder(payment.orderId())
                .zipWhen(order -> captured(payment, report, order), CaptureResult::new)
                .doOnNext(captured -> meters.transitioned(captured.payment()))
                .delayUntil(captured -> updateOrder(captured.payment()))
                .delayUntil(captured -> compareWithOrder(captured.payment(), captured.order()))
                .map(CaptureResult::payment);
    }

    private Mono<Payment> captured(Payment payment, ProviderReport report, LedgerRepository.OrderState order) {
        var surplus = order.due().minor() == 0;
        var again = providers.of(payment).reportsRefunds() ? settings.watchInterval() : Duration.ZERO;
        return records.transition(payment.id(), PaymentStatus.PAID, surplus, report, again)
                .flatMap(paid -> refunds.reported(paid.id(), report.refundedMinor()))
                .delayUntil(this::flagTooMuch);
    }

    private Mono<Void> compareWithOrder(Payment paid, LedgerRepository.OrderState order) {
        if (paid.surplus() || order.cancelled()) {
            return automaticRefunds.request(paid, paid.surplus() ? "surplus" : "cancelled");
        }
        return order.due().equals(paid.charge()) ? Mono.empty() : flags.raise(paid, ReviewReason.ORDER_CHANGED);
    }

    private static PaymentChange change(Payment payment, String status) {
        var charge = payment.charge();
        return new PaymentChange(
                payment.orderId(), payment.id(), status, charge.minor(), payment.refundedMinor(), charge.currency());
    }
}
