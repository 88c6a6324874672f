package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Raises review flags: one for each reason of a payment, until a person has resolved it. */
@Component
class ReviewFlags {

    private static final Logger log = LoggerFactory.getLogger(ReviewFlags.class);

    private final ReviewFlagRepository flags;
    private final RefundRepository refunds;
    private final PaymentMeters meters;
    private final Ids ids;

    ReviewFlags(ReviewFlagRepository flags, RefundRepository refunds, PaymentMeters meters, Ids ids) {
        this.flags = flags;
        this.refunds = refunds;
        this.meters = meters;
        this.ids = ids;
    }

    /** Raises a flag in the caller's transaction, if there is one. */
    Mono<Void> raise(Payment payment, ReviewFlag.Reason reason, ProviderReport report) {
        return Mono.defer(() -> flags.raise(ids.next(Bucket.of(payment.id())), payment, reason, report))
                .filter(isNew -> isNew)
                .doOnNext(isNew -> announce(payment, reason))
                .then();
    }

    Mono<Void> raise(Payment payment, ReviewFlag.Reason reason) {
        return raise(payment, reason, ProviderReport.open(""));
    }

    /** Raises a flag when more was refunded than was paid, in the caller's transaction. */
    Mono<Void> raiseIfRefundedTooMuch(Payment payment) {
        return refunds.isTooMuch(payment.id())
                .filter(tooMuch -> tooMuch)
                .flatMap(tooMuch -> raise(payment, ReviewFlag.Reason.REFUNDED_TOO_MUCH));
    }

    private void announce(Payment payment, ReviewFlag.Reason reason) {
        meters.flagged(payment, reason);
        log.warn("Somebody has to look at the payment {} of {}: {}", payment.id(), payment.provider(), reason.id());
    }
}
