package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundRequest;
import io.ordergate.support.Detached;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Payments that a person has to look at, and what the person found. */
@Service
class FlagReviews {

    private final FlagRepository flags;
    private final PaymentRepository payments;
    private final RefundLedger refunds;
    private final Ids ids;
    private final TransactionalOperator tx;

    /**
     * What somebody found.
     *
     * @param refunded whether all that was left of the payment was given back by hand
     */
    record Finding(UUID flagId, UUID account, String note, boolean refunded) {}

    FlagReviews(
            FlagRepository flags, PaymentRepository payments, RefundLedger refunds, Ids ids, TransactionalOperator tx) {
        this.flags = flags;
        this.payments = payments;
        this.refunds = refunds;
        this.ids = ids;
        this.tx = tx;
    }

    /** Those that nobody has resolved, newest first. */
    Mono<Page<Flag>> open(PageRequest request) {
        return flags.open(request);
    }

    /** The flag, resolved now or before. Errors: {@code not-found}, {@code not-refundable}. */
    Mono<Flag> resolve(Finding finding) {
        return Detached.from(flags.find(finding.flagId())
                        .flatMap(flag -> payments.lock(flag.paymentId()))
                        .flatMap(payment -> flags.resolve(finding.flagId(), finding.account(), finding.note()))
                        .filter(wasOpen -> wasOpen && finding.refunded())
                        .flatMap(wasOpen -> flags.find(finding.flagId()))
                        .flatMap(flag -> refunded(flag, finding))
                        .as(tx::transactional))
                .then(Mono.defer(() -> flags.find(finding.flagId())))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such flag.")));
    }

    private Mono<Refund> refunded(Flag flag, Finding finding) {
        return payments.lock(flag.paymentId())
                .filter(payment -> payment.leftMinor() > 0)
                .switchIfEmpty(
                        Mono.error(() -> Failure.of(ProblemCode.NOT_REFUNDABLE, "There is nothing left to give back.")))
                .flatMap(payment -> refunds.record(
                        new RefundRequest(
                                ids.next(),
                                payment.id(),
                                payment.leftMinor(),
                                "by-hand",
                                null,
                                null,
                                finding.account()),
                        "",
                        new PaymentNotice(
                                payment.provider(),
                                flag.id() + ":refunded",
                                "refunded-by-hand",
                                finding.account().toString())));
    }
}
