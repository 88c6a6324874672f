package io.ordergate.support.database;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Transactions whose begin is never cancelled halfway. Spring's operator rolls back what it was given, also when the caller has
 * gone by then; but a begin that is cancelled gives it nothing, while the server may have begun: the connection would go back
 * to the pool inside of a transaction, and what the next user writes there would never be committed.
 */
record FinishedBegins(ReactiveTransactionManager transactions) implements ReactiveTransactionManager {

    @Override
    public Mono<ReactiveTransaction> getReactiveTransaction(@Nullable TransactionDefinition definition) {
        return transactions
                .getReactiveTransaction(definition)
                .transform(Operators.<ReactiveTransaction, ReactiveTransaction>lift(
                        (source, operator) -> new Begin(operator)));
    }

    @Override
    public Mono<Void> commit(ReactiveTransaction transaction) {
        return transactions.commit(transaction);
    }

    @Override
    public Mono<Void> rollback(ReactiveTransaction transaction) {
        return transactions.rollback(transaction);
    }

    private record Begin(CoreSubscriber<? super ReactiveTransaction> operator)
            implements CoreSubscriber<ReactiveTransaction> {

        @Override
        public Context currentContext() {
            return operator.currentContext();
        }

        @Override
        public void onSubscribe(Subscription begin) {
            operator.onSubscribe(new Subscription() {
                @Override
                public void request(long count) {
                    begin.request(count);
                }

                @Override
                public void cancel() {
                    begin.request(Long.MAX_VALUE); // whether it was asked for or not: it is carried through
                }
            });
        }

        @Override
        public void onNext(ReactiveTransaction transaction) {
            operator.onNext(transaction);
        }

        @Override
        public void onError(Throwable error) {
            operator.onError(error);
        }

        @Override
        public void onComplete() {
            operator.onComplete();
        }
    }
}
