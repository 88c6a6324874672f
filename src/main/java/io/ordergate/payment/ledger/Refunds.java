package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.Providers;
import io.ordergate.payment.provider.Refund;
import io.ordergate.support.Amounts;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
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

/** Refunds that admins request, and those that staff have made by hand: of a part of a payment or of all that is left. */
@Service
class Refunds {

    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final RefundExecutor executor;
    private final RefundRecorder recorder;
    private final Providers providers;
    private final TransactionalOperator tx;

    /**
     * The request of an admin, or the record of staff.
     *
     * @param id the id of the refund, unless the key belongs to a refund already
     * @param amount the amount in the order's currency; null for all that is left
     * @param byHand the name of a refund that staff have made themselves, blank for one without; null where the provider is
     *     to be called
     */
    record RefundCommand(
            UUID id,
            UUID orderId,
            @Nullable BigDecimal amount,
            @Nullable IdempotencyKey key,
            UUID account,
            @Nullable String byHand) {

        private @Nullable String keyDigest() {
            return key == null
                    ? null
                    : hex(Digests.sha256(byHand == null ? "refund" : "recorded", account.toString(), key.value()));
        }

        private String digest() {
            var part = amount == null ? "" : amount.stripTrailingZeros().toString();
            return hex(
                    byHand == null
                            ? Digests.sha256(orderId.toString(), part)
                            : Digests.sha256(orderId.toString(), part, byHand));
        }

        private static String hex(byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
    }

    Refunds(
            PaymentRepository payments,
            RefundRepository refunds,
            RefundExecutor executor,
            RefundRecorder recorder,
            Providers providers,
            TransactionalOperator tx) {
        this.payments = payments;
        this.refunds = refunds;
        this.executor = executor;
        this.recorder = recorder;
        this.providers = providers;
        this.tx = tx;
    }

    /**
     * The refund after the provider was called; without an answer the result is queried later. Errors: {@code not-found},
     * {@code not-refundable}, {@code payment-in-progress}, {@code idempotency-key-reused}, {@code invalid-request}.
     */
    Mono<Refund> request(RefundCommand command) {
        return repeated(command)
                .switchIfEmpty(
                        Mono.defer(() -> Uncancellable.from(requested(command).as(tx::transactional))))
                .switchIfEmpty(Mono.defer(() -> repeated(command)))
                .switchIfEmpty(Mono.error(() -> Failure.of(
                        ProblemCode.PAYMENT_IN_PROGRESS, "Another refund of this payment is being asked for.")))
                .flatMap(refund -> executor.execute(refund.id()));
    }

    /** The refund that this key belongs to; empty without key or refund. Errors: {@code idempotency-key-reused}. */
    private Mono<Refund> repeated(RefundCommand command) {
        var key = command.keyDigest();
        return key == null
                ? Mono.empty()
                : refunds.findByKey(key, command.digest())
                        .switchIfEmpty(Mono.defer(() -> requireUnused(key, command.digest())));
    }

    private Mono<Refund> requireUnused(String key, String digest) {
        return refunds.isKeyTaken(key, digest)
                .filter(taken -> taken)
                .flatMap(taken -> Mono.error(Failure.of(ProblemCode.IDEMPOTENCY_KEY_REUSED)));
    }

    private Mono<Refund> requested(RefundCommand command) {
        return payments.refundable(command.orderId())
                .flatMap(payment -> payments.lock(payment.id()))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_REFUNDABLE, "Nothing was paid.")))
                .flatMap(payment -> requested(command, payment));
    }

    /** The payment is locked here, so that the refund of a concurrent call with the same key is found. */
    private Mono<Refund> requested(RefundCommand command, Payment payment) {
        return repeated(command)
                .switchIfEmpty(Mono.defer(() -> command.byHand() == null
                        ? refunds.request(request(command, payment))
                        : record(request(command, payment), command.byHand(), payment)));
    }

    private Mono<Refund> record(RefundRequest request, String reference, Payment payment) {
        var notice = new PaymentNotice(
                payment.provider(), request.id() + ":refunded", "refunded-by-hand", String.valueOf(request.account()));
        return recorder.record(request, reference, notice)
                .switchIfEmpty(Mono.error(() ->
                        Failure.of(ProblemCode.NOT_REFUNDABLE, "A refund with this reference is recorded already.")));
    }

    private RefundRequest request(RefundCommand command, Payment payment) {
        if (!payment.status().isCaptured() || payment.leftMinor() == 0) {
            throw Failure.of(ProblemCode.NOT_REFUNDABLE, "There is nothing to give back.");
        }
        var amount = amount(command, payment);
        if (command.byHand() == null && !providers.of(payment).canRefund(payment, amount)) {
            throw Failure.of(
                    ProblemCode.NOT_REFUNDABLE,
                    "The provider cannot be asked to give this amount back. Do it by hand.");
        }
        return new RefundRequest(
                command.id(),
                payment.id(),
                amount,
                command.byHand() == null ? "admin" : "by-hand",
                command.keyDigest(),
                command.digest(),
                command.account());
    }

    private static long amount(RefundCommand command, Payment payment) {
        if (command.amount() == null) {
            return payment.leftMinor();
        }
        var currency = CurrencyUnit.of(payment.charge().currency());
        var money = Amounts.money(command.amount(), currency);
        if (money == null || money.isZero()) {
            throw Failure.field("amount", "must be an amount in " + currency + " above zero");
        }
        if (Amounts.minor(money) > payment.leftMinor()) {
            throw Failure.of(ProblemCode.NOT_REFUNDABLE, "That is more than is left of the payment.");
        }
        return Amounts.minor(money);
    }
}
