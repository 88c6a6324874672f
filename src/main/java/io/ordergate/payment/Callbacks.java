package io.ordergate.payment;

import io.ordergate.payment.ledger.Conclusions;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.Providers;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Customers whom a provider has sent back. Their address is only a hint: the provider itself is queried for the result. */
@Service
class Callbacks {

    private final PaymentRepository payments;
    private final Providers providers;
    private final Conclusions conclusions;
    private final Ledger ledger;

    Callbacks(PaymentRepository payments, Providers providers, Conclusions conclusions, Ledger ledger) {
        this.payments = payments;
        this.providers = providers;
        this.conclusions = conclusions;
        this.ledger = ledger;
    }

    /**
     * The payment after its provider was queried. Errors: {@code not-found}.
     *
     * @param mayHavePaid whether the customer seems to have agreed to pay
     */
    Mono<Payment> process(String provider, String reference, boolean mayHavePaid) {
        return process(payments.findByReference(provider, reference), mayHavePaid);
    }

    /** The same for the id of a payment that has started. */
    Mono<Payment> process(String provider, @Nullable UUID id, boolean mayHavePaid) {
        var payment = Mono.justOrEmpty(id)
                .flatMap(payments::find)
                .filter(found -> found.provider().equals(provider) && found.reference() != null);
        return process(payment, mayHavePaid);
    }

    private Mono<Payment> process(Mono<Payment> found, boolean mayHavePaid) {
        return found.switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such payment.")))
                .flatMap(payment -> updated(payment, mayHavePaid));
    }

    /** A node without the provider's settings leaves the query to the job of a node that has them. */
    private Mono<Payment> updated(Payment payment, boolean mayHavePaid) {
        if (!providers.of(payment).isConfigured()) {
            return Mono.just(payment);
        }
        return mayHavePaid ? conclusions.conclude(payment) : abandoned(payment);
    }

    /** Queries the provider, and closes a payment that is still pending there, so that another attempt may begin. */
    private Mono<Payment> abandoned(Payment payment) {
        return payment.status() == PaymentStatus.PENDING
                ? conclusions.query(payment).flatMap(this::close)
                : Mono.just(payment);
    }

    /** Money that arrives after this still counts. */
    private Mono<Payment> close(Payment payment) {
        return payment.status() == PaymentStatus.PENDING
                ? providers.of(payment).abandon(payment).flatMap(report -> ledger.apply(payment.id(), report))
                : Mono.just(payment);
    }
}
