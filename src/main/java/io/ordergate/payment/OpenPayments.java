package io.ordergate.payment;

import io.ordergate.ordering.model.PaymentTerms;
import io.ordergate.payment.ledger.LedgerRepository;
import io.ordergate.payment.ledger.PaymentAttemptRepository;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Payments that are open while their order changes. No provider has a call that closes what it has begun, so they are closed
 * here: where a provider takes the money when it is told to, it is not told; what another takes all the same is a part of
 * what the order costs, and a person looks at it.
 */
@Component
class OpenPayments implements PaymentTerms {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final PaymentAttemptRepository payments;
    private final LedgerRepository records;

    OpenPayments(PaymentAttemptRepository payments, LedgerRepository records) {
        this.payments = payments;
        this.records = records;
    }

    @Override
    public Mono<Void> close(UUID orderId) {
        return records.lockOrder(orderId)
                .then(payments.supersede(orderId))
                .then(Mono.defer(() -> payments.unpaid(orderId)))
                .filter(payment -> payment.status() == PaymentStatus.UNKNOWN)
                .flatMap(payment -> Mono.error(
                        () -> Failure.of(ProblemCode.PAYMENT_IN_PROGRESS, "A payment of this order is being made.")
                                .retryAfter(SOON)));
    }
}
