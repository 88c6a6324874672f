package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.Providers;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.RefundReport.State;
import io.ordergate.support.Uncancellable;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Executes refunds at providers. Each refund is claimed first; after silence the provider is queried before it is called again. */
@Component
public class RefundExecutor {

    private static final int AT_ONCE = 4;
    private static final Logger log = LoggerFactory.getLogger(RefundExecutor.class);

    private final RefundRepository refunds;
    private final PaymentRepository payments;
    private final RefundRecorder recorder;
    private final Providers providers;
    private final PaymentSettings settings;

    RefundExecutor(
            RefundRepository refunds,
            PaymentRepository payments,
            RefundRecorder recorder,
            Providers providers,
            PaymentSettings settings) {
        this.refunds = refunds;
        this.payments = payments;
        this.recorder = recorder;
        this.providers = providers;
        this.settings = settings;
    }

    /** The refund after its provider was called, if it is due; what fails is retried later. */
    Mono<Refund> execute(UUID id) {
        return Uncancellable.from(refunds.claim(id, settings.unknownCheck(), settings.longestWait())
                .flatMap(this::attempt)
                .switchIfEmpty(Mono.defer(() -> refunds.find(id))));
    }

    /** The number of refunds that were due and are executed now. */
    public Mono<Long> executeDue() {
        return Flux.defer(() -> refunds.claimDue(settings.batchSize(), settings.unknownCheck(), settings.longestWait()))
                .flatMap(this::attempt, AT_ONCE)
                .count();
    }

    private Mono<Refund> attempt(Refund refund) {
        return payments.find(refund.paymentId())
                .flatMap(payment -> call(payment, refund))
                .flatMap(report -> recorder.apply(refund, report))
                .doOnError(error -> log.warn("The refund {} failed and is tried again later", refund.id(), error))
                .onErrorReturn(refund)
                .defaultIfEmpty(refund);
    }

    private Mono<RefundReport> call(Payment payment, Refund refund) {
        var provider = providers.of(payment);
        if (!provider.isConfigured()) {
            return Mono.just(RefundReport.silent("not-configured"));
        }
        if (refund.checks() <= 1) {
            return provider.refund(payment, refund);
        }
        return provider.refundStatus(payment, refund)
                .flatMap(report -> exceptOfAnother(refund, report))
                .flatMap(report -> report.state() == State.NONE ? provider.refund(payment, refund) : Mono.just(report));
    }

    /** A provider may report another refund of the same payment, which says nothing of this one. */
    private Mono<RefundReport> exceptOfAnother(Refund refund, RefundReport report) {
        return refunds.findByReference(refund.paymentId(), report.reference())
                .filter(other -> !other.id().equals(refund.id()))
                .map(other -> RefundReport.none())
                .defaultIfEmpty(report);
    }
}
