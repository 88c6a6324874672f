package io.ordergate.payment;

import io.ordergate.payment.ledger.Conclusions;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.ledger.Providers;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Customers whom a provider has sent back. What their address says is a hint: what became of it, the provider is asked. */
@Service
public class Returns {

    private final PaymentRepository payments;
    private final Providers providers;
    private final Conclusions conclusions;
    private final Ledger ledger;

    public Returns(PaymentRepository payments, Providers providers, Conclusions conclusions, Ledger ledger) {
        this.payments = payments;
        this.providers = providers;
        this.conclusions = conclusions;
        this.ledger = ledger;
    }

    /**
     * The payment after its provider was asked about it. Errors: {@code not-found}.
     *
     * @param mayHavePaid whether the customer seems to have agreed
     */
    public Mono<Payment> back(String provider, String reference, boolean mayHavePaid) {
        return payments.findByReference(provider, reference)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such payment.")))
                .flatMap(payment -> asked(payment, mayHavePaid));
    }

    /** Without the provider's settings the job of a node that has them asks. */
    private Mono<Payment> asked(Payment payment, boolean mayHavePaid) {
        if (!providers.of(payment).isConfigured()) {
            return Mono.just(payment);
        }
        return mayHavePaid ? conclusions.conclude(payment) : givenUp(payment);
    }

    /** Nobody has paid, says the provider too: another try may begin. Money that comes all the same still counts. */
    private Mono<Payment> givenUp(Payment payment) {
        return payment.status() == PaymentStatus.PENDING
                ? conclusions.ask(payment).flatMap(this::close)
                : Mono.just(payment);
    }

    private Mono<Payment> close(Payment payment) {
        return payment.status() == PaymentStatus.PENDING
                ? ledger.apply(payment.id(), ProviderReport.failed("given-up"))
                : Mono.just(payment);
    }
}
