package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Refund;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Review flags, and how people resolve them. */
@Service
class Reviews {

    private final ReviewFlagRepository flags;
    private final PaymentRepository payments;
    private final RefundRecorder refunds;
    private final Ids ids;
    private final TransactionalOperator tx;

    /**
     * What a person has found.
     *
     * @param refunded whether the person has refunded all that was left of the payment by hand
     */
    record Resolution(UUID flagId, UUID account, String note, boolean refunded) {}

    Reviews(
            ReviewFlagRepository flags,
            PaymentRepository payments,
            RefundRecorder refunds,
            Ids ids,
            TransactionalOperator tx) {
        this.flags = flags;
        this.payments = payments;
        this.refunds = refunds;
        this.ids = ids;
        this.tx = tx;
    }

    /** The open flags, newest first. */
    Mono<Page<ReviewFlag>> open(PageRequest request) {
        return flags.open(request);
    }

    /** The flag, resolved by this call or before. Errors: {@code not-found}, {@code not-refundable}. */
    Mono<ReviewFlag> resolve(Resolution resolution) {
        return Uncancellable.from(flags.find(resolution.flagId())
                        .flatMap(flag -> payments.lock(flag.paymentId()))
                        .flatMap(payment -> flags.resolve(resolution.flagId(), resolution.account(), resolution.note()))
                        .filter(wasOpen -> wasOpen && resolution.refunded())
                        .flatMap(wasOpen -> flags.find(resolution.flagId()))
                        .flatMap(flag -> refunded(flag, resolution))
                        .as(tx::transactional))
                .then(Mono.defer(() -> flags.find(resolution.flagId())))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such flag.")));
    }

    private Mono<Refund> refunded(ReviewFlag flag, Resolution resolution) {
        return payments.lock(flag.paymentId())
                .filter(payment -> payment.leftMinor() > 0)
                .switchIfEmpty(
                        Mono.error(() -> Failure.of(ProblemCode.NOT_REFUNDABLE, "There is nothing left to give back.")))
                .flatMap(payment -> refunds.record(
                        new RefundRequest(
                                ids.next(Bucket.of(payment.id())),
                                payment.id(),
                                payment.leftMinor(),
                                "by-hand",
                                null,
                                null,
                                resolution.account()),
                        "",
                        new PaymentNotice(
                                payment.provider(),
                                flag.id() + ":refunded",
                                "refunded-by-hand",
                                resolution.account().toString())));
    }
}
