package io.ordergate.payment;

import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.LedgerRepository;
import io.ordergate.payment.ledger.PaymentAttemptRepository;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.StartResult;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The attempts to pay an order as they are opened: at most one at a time, and for what the order costs at that moment. */
@Component
class PaymentAttempts {

    private final PaymentRepository payments;
    private final PaymentAttemptRepository attempts;
    private final LedgerRepository records;
    private final Ledger ledger;
    private final TransactionalOperator tx;

    PaymentAttempts(
            PaymentRepository payments,
            PaymentAttemptRepository attempts,
            LedgerRepository records,
            Ledger ledger,
            TransactionalOperator tx) {
        this.payments = payments;
        this.attempts = attempts;
        this.records = records;
        this.ledger = ledger;
        this.tx = tx;
    }

    /** The attempt that is begun by this; empty when another is open, or the order does not cost that any more. */
    Mono<Payment> begin(UUID orderId, Charge due, Mono<Payment> begun) {
        return records.lockOrder(orderId)
                .filter(order -> !order.cancelled() && order.due().equals(due))
                .flatMap(order -> begun)
                .as(tx::transactional);
    }

    /** The attempt that its provider has begun, and its order with it. Errors: a name that another payment has. */
    Mono<Payment> started(UUID id, StartResult.Started started) {
        return payments.lock(id)
                .flatMap(payment -> attempts.started(id, started))
                .flatMap(ledger::follow)
                .as(tx::transactional);
    }

    /** The attempt that its provider has declined: it stays the only one by these terms. */
    Mono<Payment> refused(UUID id, StartResult.Refused refused) {
        return payments.lock(id)
                .flatMap(payment -> attempts.refused(id, refused))
                .as(tx::transactional);
    }

    /** The failed attempt, open again; empty when it is not failed any more, another is open, or the order costs another amount. */
    Mono<Payment> reopen(Payment failed) {
        return records.lockOrder(failed.orderId())
                .filter(order -> !order.cancelled() && order.due().equals(failed.charge()))
                .flatMap(order -> payments.lock(failed.id()))
                .filter(payment -> payment.status() == PaymentStatus.FAILED)
                .flatMap(payment -> ledger.move(payment, PaymentStatus.PENDING, ProviderReport.open("")))
                .as(tx::transactional)
                .onErrorResume(DuplicateKeyException.class, anotherIsOpen -> Mono.empty());
    }
}
