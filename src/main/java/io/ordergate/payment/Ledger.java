package io.ordergate.payment;

import io.ordergate.outbox.Outbox;
import io.ordergate.support.Detached;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The one place where reports about money become facts: payment, order, history, outbox, refund and flag in one transaction,
 * whoever reports, how often and in which order. The row of the payment is locked, so that reports act one by one.
 */
@Component
class Ledger {

    private final PaymentRepository payments;
    private final LedgerRepository records;
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
            LedgerRepository records,
            GiveBacks giveBacks,
            Flags flags,
            Outbox outbox,
            PaymentSettings settings,
            PaymentMeters meters,
            Clock clock,
            TransactionalOperator tx) {
        this.payments = payments;
        this.records = records;
        this.giveBacks = giveBacks;
        this.flags = flags;
        this.outbox = outbox;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.tx = tx;
    }

    /** The payment after this report, which was asked for. */
    Mono<Payment> apply(UUID id, ProviderReport report) {
        return Detached.from(judge(id, report).as(tx::transactional));
    }

    /** The payment after this report, which came by itself; empty when it had come before. */
    Mono<Payment> apply(UUID id, ProviderReport report, PaymentNotice notice) {
        return Detached.from(records.note(notice, id)
                .filter(isNew -> isNew)
                .flatMap(isNew -> judge(id, report))
                .as(tx::transactional));
    }

    /** The payment that is begun by this, and its order with it; empty when another is open. */
    Mono<Payment> begin(Mono<Payment> begun) {
        return begun.flatMap(this::follow).as(tx::transactional);
    }

    /** The failed payment, open again; empty when it is not failed any more. */
    Mono<Payment> reopen(UUID id) {
        return payments.lock(id)
                .filter(payment -> payment.status() == PaymentStatus.FAILED)
                .flatMap(payment -> move(payment, PaymentStatus.PENDING, ProviderReport.open("")))
                .as(tx::transactional);
    }

    /** The payment with what its order shows of it, in the caller's transaction. */
    Mono<Payment> follow(Payment payment) {
        return records.follow(payment.orderId())
                .flatMap(status -> outbox.append("payment.changed", payment.orderId(), changed(payment, status)))
                .thenReturn(payment);
    }

    private Mono<Payment> judge(UUID id, ProviderReport report) {
        return payments.lock(id).flatMap(payment -> act(payment, report));
    }

    private Mono<Payment> act(Payment payment, ProviderReport report) {
        var verdict = Verdict.of(payment, report, isExpired(payment));
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

    private Mono<Payment> move(Payment payment, PaymentStatus to, ProviderReport report) {
        return records.move(payment.id(), to, payment.surplus(), report, nextCheck(payment, to))
                .doOnNext(meters::moved)
                .flatMap(this::follow);
    }

    /** Also of one that failed: its customer may try again where no webhook reaches us. */
    private Duration nextCheck(Payment payment, PaymentStatus to) {
        var over = to == PaymentStatus.FAILED && (isExpired(payment) || payment.reference() == null);
        return over ? Duration.ZERO : settings.check(to);
    }

    private boolean isExpired(Payment payment) {
        return payment.updatedAt().plus(settings.expiry()).isBefore(clock.instant());
    }

    /** Money is here. What the order does not want goes back. */
    private Mono<Payment> capture(Payment payment, ProviderReport report) {
        var never = Duration.ZERO;
        return records.lockOrder(payment)
                .zipWhen(
                        order -> records.move(payment.id(), PaymentStatus.PAID, order.paid(), report, never),
                        Captured::new)
                .doOnNext(captured -> meters.moved(captured.payment()))
                .delayUntil(captured -> follow(captured.payment()))
                .delayUntil(captured -> compare(captured.payment(), captured.order()))
                .map(Captured::payment);
    }

    private Mono<Void> compare(Payment paid, LedgerRepository.OrderState order) {
        if (paid.surplus() || order.cancelled()) {
            return giveBacks.all(paid, paid.surplus() ? "surplus" : "cancelled");
        }
        return order.total().equals(paid.charge()) ? Mono.empty() : flags.raise(paid, FlagReason.ORDER_CHANGED);
    }

    private static Changed changed(Payment payment, String status) {
        var charge = payment.charge();
        return new Changed(
                payment.orderId(), payment.id(), status, charge.minor(), payment.refundedMinor(), charge.currency());
    }
}
