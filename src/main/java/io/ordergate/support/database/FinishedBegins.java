package io.ordergate.support.database;

import io.ordergate.support.Uncancellable;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import reactor.core.publisher.Mono;

/**
 * Transactions whose begin is never cancelled halfway. Spring's operator rolls back what it was given, also when the caller has
 * gone by then; but a begin that is cancelled gives it nothing, while the server may have begun: the connection would go back
 * to the pool inside of a transaction, and what the next user writes there would never be committed.
 */
record FinishedBegins(ReactiveTransactionManager transactions) implements ReactiveTransactionManager {

    @Override
    public Mono<ReactiveTransaction> getReactiveTransaction(@Nullable TransactionDefinition definition) {
        return Uncancellable.delivered(transactions.getReactiveTransaction(definition));
    }

    @Override
    public Mono<Void> commit(ReactiveTransaction transaction) {
        return transactions.commit(transaction);
    }

    @Override
    public Mono<Void> rollback(ReactiveTransaction transaction) {
        return transactions.rollback(transaction);
    }
}
