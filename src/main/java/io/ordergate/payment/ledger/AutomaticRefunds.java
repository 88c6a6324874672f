package io.ordergate.payment.ledger;

import io.ordergate.outbox.OutboxConsumer;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.outbox.Topic;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.Providers;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refunds cancelled orders, and payments that an order does not need. Where the provider has no call for refunds, a review flag is
 * raised.
 */
@Component
class AutomaticRefunds implements OutboxConsumer {

    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final Providers providers;
    private final ReviewFlags flags;
    private final JsonMapper json;
    private final Ids ids;
    private final TransactionalOperator tx;

    AutomaticRefunds(
            PaymentRepository payments,
            RefundRepository refunds,
            Providers providers,
            ReviewFlags flags,
            JsonMapper json,
            Ids ids,
            TransactionalOperator tx) {
        this.payments = payments;
        this.refunds = refunds;
        this.providers = providers;
        this.flags = flags;
        this.json = json;
        this.ids = ids;
        this.tx = tx;
    }

    @Override
    public String name() {
        return "payment.cancelled-orders";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topic.ORDER_CHANGED);
    }

    /**
     * Refunds what was paid for an order before it was cancelled. What was paid for a parcel that came back is flagged, since a
     * person decides how much is given back. {@link Ledger} refunds what is paid later.
     */
    @Override
    public Mono<Void> handle(OutboxMessage message) {
        return Mono.fromSupplier(() -> json.readTree(message.payload()))
                .filter(change -> !change.path("from").equals(change.path("to")))
                .flatMap(change -> settle(message.subjectId(), change.path("to").asString("")));
    }

    private Mono<Void> settle(UUID orderId, String status) {
        return switch (status) {
            case "cancelled" -> withMoney(orderId, payment -> request(payment, "cancelled"));
            case "returned", "refused" ->
                withMoney(orderId, payment -> flags.raise(payment, ReviewFlag.Reason.ORDER_RETURNED));
            default -> Mono.empty();
        };
    }

    private Mono<Void> withMoney(UUID orderId, Function<Payment, Mono<Void>> action) {
        return payments.withMoney(orderId)
                .concatMap(payment -> locked(payment, action))
                .then();
    }

    private Mono<Void> locked(Payment payment, Function<Payment, Mono<Void>> action) {
        return payments.lock(payment.id()).flatMap(action).as(tx::transactional);
    }

    /** Requests a refund of all that is left of a payment, in the caller's transaction. {@link RefundExecutor} executes it. */
    Mono<Void> request(Payment payment, String cause) {
        if (payment.leftMinor() == 0) {
            return Mono.empty();
        }
        if (!providers.of(payment).canRefund(payment, payment.leftMinor())) {
            return flags.raise(payment, ReviewFlag.Reason.REFUND_BY_HAND);
        }
        return Mono.defer(
                        () -> refunds.request(RefundRequest.ofRest(ids.next(Bucket.of(payment.id())), payment, cause)))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("another refund is being requested")))
                .then();
    }
}
