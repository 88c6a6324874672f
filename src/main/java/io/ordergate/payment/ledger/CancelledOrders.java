package io.ordergate.payment.ledger;

import io.ordergate.outbox.OutboxConsumer;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.payment.provider.Payment;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Gives back what was paid for an order that was cancelled. What is paid later goes back by {@link Ledger}. */
@Component
class CancelledOrders implements OutboxConsumer {

    private final PaymentRepository payments;
    private final GiveBacks giveBacks;
    private final JsonMapper json;
    private final TransactionalOperator tx;

    CancelledOrders(PaymentRepository payments, GiveBacks giveBacks, JsonMapper json, TransactionalOperator tx) {
        this.payments = payments;
        this.giveBacks = giveBacks;
        this.json = json;
        this.tx = tx;
    }

    @Override
    public String name() {
        return "payment.cancelled-orders";
    }

    @Override
    public Set<String> topics() {
        return Set.of("order.changed");
    }

    @Override
    public Mono<Void> handle(OutboxMessage message) {
        return Mono.fromSupplier(() -> json.readTree(message.payload()))
                .filter(change -> change.path("to").asString("").equals("cancelled"))
                .flatMapMany(change -> payments.withMoney(message.subjectId()))
                .concatMap(this::giveBack)
                .then();
    }

    private Mono<Void> giveBack(Payment payment) {
        return payments.lock(payment.id())
                .flatMap(locked -> giveBacks.all(locked, "cancelled"))
                .as(tx::transactional);
    }
}
