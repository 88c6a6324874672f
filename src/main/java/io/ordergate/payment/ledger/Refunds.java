package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundRequest;
import io.ordergate.support.Amounts;
import io.ordergate.support.Detached;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Digests;
import io.ordergate.web.idempotency.IdempotencyKey;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.UUID;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Money that an admin gives back, in part or in full, never more than there is. */
@Service
public class Refunds {

    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final RefundWork work;
    private final Providers providers;
    private final TransactionalOperator tx;

    /**
     * What is asked.
     *
     * @param id of the refund, unless the key has got one already
     * @param amount in the order's currency; null for all that is left
     */
    public record Wish(
            UUID id,
            UUID orderId,
            @Nullable BigDecimal amount,
            @Nullable IdempotencyKey key,
            UUID account) {

        private @Nullable String keyDigest() {
            return key == null ? null : hex(Digests.sha256("refund", account.toString(), key.value()));
        }

        private String digest() {
            return hex(Digests.sha256(
                    orderId.toString(),
                    amount == null ? "" : amount.stripTrailingZeros().toString()));
        }

        private static String hex(byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
    }

    Refunds(
            PaymentRepository payments,
            RefundRepository refunds,
            RefundWork work,
            Providers providers,
            TransactionalOperator tx) {
        this.payments = payments;
        this.refunds = refunds;
        this.work = work;
        this.providers = providers;
        this.tx = tx;
    }

    /**
     * The refund, asked for at the provider; what it does not answer now is found out later. Errors: {@code not-found},
     * {@code not-refundable}, {@code payment-in-progress}, {@code idempotency-key-reused}, {@code invalid-request}.
     */
    public Mono<Refund> request(Wish wish) {
        return repeated(wish)
                .switchIfEmpty(Mono.defer(() -> Detached.from(requested(wish).as(tx::transactional))))
                .switchIfEmpty(Mono.defer(() -> repeated(wish)))
                .switchIfEmpty(Mono.error(() -> Failure.of(
                        ProblemCode.PAYMENT_IN_PROGRESS, "Another refund of this payment is being asked for.")))
                .flatMap(refund -> work.carryOut(refund.id()));
    }

    /** The refund that this key has got; empty without key or refund. Errors: {@code idempotency-key-reused}. */
    private Mono<Refund> repeated(Wish wish) {
        var key = wish.keyDigest();
        return key == null
                ? Mono.empty()
                : refunds.findByKey(key, wish.digest())
                        .switchIfEmpty(Mono.defer(() -> unlessTaken(key, wish.digest())));
    }

    private Mono<Refund> unlessTaken(String key, String digest) {
        return refunds.isKeyTaken(key, digest)
                .filter(taken -> taken)
                .flatMap(taken -> Mono.error(Failure.of(ProblemCode.IDEMPOTENCY_KEY_REUSED)));
    }

    private Mono<Refund> requested(Wish wish) {
        return payments.refundable(wish.orderId())
                .flatMap(payment -> payments.lock(payment.id()))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_REFUNDABLE, "Nothing was paid.")))
                .flatMap(payment -> requested(wish, payment));
    }

    /** The payment is locked now, so that what another call with the same key has just done is seen. */
    private Mono<Refund> requested(Wish wish, Payment payment) {
        return repeated(wish).switchIfEmpty(Mono.defer(() -> refunds.request(request(wish, payment))));
    }

    private RefundRequest request(Wish wish, Payment payment) {
        if (!payment.status().isCaptured() || payment.leftMinor() == 0) {
            throw Failure.of(ProblemCode.NOT_REFUNDABLE, "There is nothing to give back.");
        }
        if (!providers.of(payment).refunds()) {
            throw Failure.of(
                    ProblemCode.NOT_REFUNDABLE, "The provider cannot be asked to give money back. Do it by hand.");
        }
        return new RefundRequest(
                wish.id(),
                payment.id(),
                amount(wish, payment),
                "admin",
                wish.keyDigest(),
                wish.digest(),
                wish.account());
    }

    private static long amount(Wish wish, Payment payment) {
        if (wish.amount() == null) {
            return payment.leftMinor();
        }
        var currency = CurrencyUnit.of(payment.charge().currency());
        var money = Amounts.money(wish.amount(), currency);
        if (money == null || money.isZero()) {
            throw Failure.field("amount", "must be an amount in " + currency + " above zero");
        }
        if (Amounts.minor(money) > payment.leftMinor()) {
            throw Failure.of(ProblemCode.NOT_REFUNDABLE, "That is more than is left of the payment.");
        }
        return Amounts.minor(money);
    }
}
