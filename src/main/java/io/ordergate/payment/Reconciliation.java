package io.ordergate.payment;

import io.ordergate.payment.ledger.Conclusions;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.ledger.RefundExecutor;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.Providers;
import io.ordergate.support.job.Job;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Queries providers about payments and refunds whose state is not known. The job runs on any node. */
@Component
class Reconciliation implements Job {

    private static final int AT_ONCE = 8;
    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    private final PaymentRepository payments;
    private final Providers providers;
    private final Conclusions conclusions;
    private final RefundExecutor refunds;
    private final PaymentSettings settings;

    Reconciliation(
            PaymentRepository payments,
            Providers providers,
            Conclusions conclusions,
            RefundExecutor refunds,
            PaymentSettings settings) {
        this.payments = payments;
        this.providers = providers;
        this.conclusions = conclusions;
        this.refunds = refunds;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "payments";
    }

    @Override
    public Duration interval() {
        return settings.interval();
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return work(this::queryDue, stopping)
                .then(work(refunds::executeDue, stopping))
                .then(Mono.defer(this::queryCaptured).then());
    }

    /** Runs batches until one is not full. */
    private Mono<Void> work(Supplier<Mono<Long>> batch, BooleanSupplier stopping) {
        return Mono.defer(batch)
                .repeat(() -> !stopping.getAsBoolean())
                .takeUntil(done -> done < settings.batchSize())
                .then();
    }

    private Mono<Long> queryDue() {
        return Flux.defer(() -> payments.claimDue(settings, providers.configured()))
                .flatMap(this::query, AT_ONCE)
                .count();
    }

    /** One batch a run is enough, since nobody waits for the result. */
    private Mono<Long> queryCaptured() {
        return Flux.defer(() -> payments.claimPaid(settings, providers.reportingRefunds()))
                .flatMap(this::query, AT_ONCE)
                .count();
    }

    private Mono<Payment> query(Payment payment) {
        return conclusions
                .query(payment)
                .doOnError(error -> log.warn(
                        "Querying the payment {} of {} failed and is tried again later",
                        payment.id(),
                        payment.provider(),
                        error))
                .onErrorReturn(payment);
    }
}
