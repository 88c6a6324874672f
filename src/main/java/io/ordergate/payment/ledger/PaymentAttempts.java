package io.ordergate.payment.ledger;

import io.ordergate.ordering.model.PaymentTerms;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import java.time.Duration;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The attempts to pay for an order: at most one is open at a time, for the amount that is due at that moment. */
@Component
public class PaymentAttempts implements PaymentTerms {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final PaymentRepository payments;
    private final PaymentAttemptRepository attempts;
    private final LedgerRepository records;
    private final PaymentTransitions transitions;
    private final PaymentSettings settings;
    private final Ids ids;
    private final TransactionalOperator tx;

    PaymentAttempts(
            PaymentRepository payments,
            PaymentAttemptRepository attempts,
            LedgerRepository records,
            PaymentTransitions transitions,
            PaymentSettings settings,
            Ids ids,
            TransactionalOperator tx) {
        this.payments = payments;
        this.attempts = attempts;
        this.records = records;
        this.transitions = transitions;
        this.settings = settings;
        this.ids = ids;
        this.tx = tx;
    }

    /** The last attempt of an order from which no money was captured. */
    public Mono<Payment> unpaid(UUID orderId) {
        return attempts.unpaid(orderId);
    }

    /** The attempt for this amount that the provider has refused. */
    public Mono<Payment> refused(UUID orderId, Charge due, PaymentProvider provider) {
        return attempts.findRefused(orderId, due, provider);
    }

    /** A new attempt; empty when another one is open, or another amount is due by now. */
    public Mono<Payment> begin(UUID orderId, Charge due, PaymentProvider provider) {
        return records.lockOrder(orderId)
                .filter(order -> !order.undone() && order.due().equals(due))
                .flatMap(order ->
                        attempts.begin(ids.next(Bucket.of(orderId)), orderId, provider, due, settings.firstCheck()))
                .as(tx::transactional);
    }

    /** The attempt after its provider has started it. Errors: {@link DuplicateKeyException} for a reference of another payment. */
    public Mono<Payment> start(UUID id, StartResult.Started result) {
        return payments.lock(id)
                .flatMap(payment -> attempts.start(id, result))
                .flatMap(transitions::updateOrder)
                .as(tx::transactional);
    }

    /** The attempt after its provider has refused it. It stays the only one for this amount. */
    public Mono<Payment> refuse(UUID id, StartResult.Refused result) {
        return payments.lock(id).flatMap(payment -> attempts.refuse(id, result)).as(tx::transactional);
    }

    /** A failed attempt, open again; empty when it is not failed any more, another is open, or another amount is due. */
    public Mono<Payment> reopen(Payment failed) {
        return records.lockOrder(failed.orderId())
                .filter(order -> !order.undone() && order.due().equals(failed.charge()))
                .flatMap(order -> payments.lock(failed.id()))
                .filter(payment -> payment.status() == PaymentStatus.FAILED)
                .flatMap(payment -> transitions.transition(payment, PaymentStatus.PENDING, ProviderReport.open("")))
                .as(tx::transactional)
                .onErrorResume(DuplicateKeyException.class, anotherIsOpen -> Mono.empty());
    }

    /**
     * Closes the open attempts here, since no provider has a call for that. Where a provider captures on conclude, the conclude
     * is not sent any more. Money that another provider captures all the same is a part of what the order costs, and is flagged.
     */
    @Override
    public Mono<Void> close(UUID orderId) {
        return records.lockOrder(orderId)
                .then(attempts.supersede(orderId))
                .then(Mono.defer(() -> attempts.unpaid(orderId)))
                .filter(payment -> payment.status() == PaymentStatus.UNKNOWN)
                .flatMap(payment -> Mono.error(
                        () -> Failure.of(ProblemCode.PAYMENT_IN_PROGRESS, "A payment of this order is being made.")
                                .retryAfter(SOON)));
    }
}
