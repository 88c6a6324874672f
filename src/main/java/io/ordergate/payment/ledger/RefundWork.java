package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.RefundReport.State;
import io.ordergate.support.Detached;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Has providers give money back. Each refund is claimed first; after silence the provider is asked before it is told again. */
@Component
public class RefundWork {

    private static final int AT_ONCE = 4;
    private static final Logger log = LoggerFactory.getLogger(RefundWork.class);

    private final RefundRepository refunds;
    private final PaymentRepository payments;
    private final RefundLedger ledger;
    private final Providers providers;
    private final PaymentSettings settings;

    RefundWork(
            RefundRepository refunds,
            PaymentRepository payments,
            RefundLedger ledger,
            Providers providers,
            PaymentSettings settings) {
        this.refunds = refunds;
        this.payments = payments;
        this.ledger = ledger;
        this.providers = providers;
        this.settings = settings;
    }

    /** The refund after its provider was asked for it, if it is its time; what goes wrong is tried again later. */
    Mono<Refund> carryOut(UUID id) {
        return Detached.from(refunds.claim(id, settings.unknownCheck(), settings.longestWait())
                .flatMap(this::attempt)
                .switchIfEmpty(Mono.defer(() -> refunds.find(id))));
    }

    /** How many were due. */
    public Mono<Long> carryOutDue() {
        return Flux.defer(() -> refunds.claimDue(settings.batchSize(), settings.unknownCheck(), settings.longestWait()))
                .flatMap(this::attempt, AT_ONCE)
                .count();
    }

    private Mono<Refund> attempt(Refund refund) {
        return payments.find(refund.paymentId())
                .flatMap(payment -> ask(payment, refund))
                .flatMap(report -> ledger.apply(refund, report))
                .doOnError(error -> log.warn("The refund {} failed and is tried again later", refund.id(), error))
                .onErrorReturn(refund)
                .defaultIfEmpty(refund);
    }

    private Mono<RefundReport> ask(Payment payment, Refund refund) {
        var provider = providers.of(payment);
        if (!provider.isConfigured()) {
            return Mono.just(RefundReport.silent("not-configured"));
        }
        if (refund.checks() <= 1) {
            return provider.refund(payment, refund);
        }
        return provider.refundStatus(payment, refund)
                .flatMap(report -> unlessOfAnother(refund, report))
                .flatMap(report -> report.state() == State.NONE ? provider.refund(payment, refund) : Mono.just(report));
    }

    /** Providers may tell of another refund of the same payment. */
    private Mono<RefundReport> unlessOfAnother(Refund refund, RefundReport report) {
        return refunds.findByReference(refund.paymentId(), report.reference())
                .filter(other -> !other.id().equals(refund.id()))
                .map(other -> RefundReport.none())
                .defaultIfEmpty(report);
    }
}
