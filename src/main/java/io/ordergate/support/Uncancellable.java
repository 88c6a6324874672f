package io.ordergate.support;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Work that, once begun, is finished whether or not the caller still waits. */
public final class Uncancellable {

    private Uncancellable() {}

    /** The same work and result, out of reach of the caller's cancellation (a client that hangs up). */
    public static <T> Mono<T> from(Mono<T> work) {
        return Mono.deferContextual(
                context -> Mono.fromFuture(() -> work.contextWrite(context).toFuture(), true));
    }

    /**
     * The same work, which does not notice that its caller has gone, and gives the caller its result all the same: for
     * resources, whose owner gives back what comes too late, and for what must not be left halfway.
     */
    public static <T> Mono<T> delivered(Mono<T> work) {
        return work.transform(Operators.<T, T>lift((source, caller) -> new DeafToCancel<>(caller)));
    }

    /** Work that no chain waits for, such as what a process still does while it stops; then, whatever came of it, the rest. */
    public static void finish(Mono<?> work, Runnable then) {
        var unused = work.toFuture().whenComplete((result, error) -> then.run());
    }

    private record DeafToCancel<T>(CoreSubscriber<? super T> caller) implements CoreSubscriber<T> {

        @Override
        public Context currentContext() {
            return caller.currentContext();
        }

        @Override
        public void onSubscribe(Subscription work) {
            caller.onSubscribe(new Subscription() {
                @Override
                public void request(long count) {
                    work.request(count);
                }

                @Override
                public void cancel() {
                    // by intent: the work goes on
                }
            });
        }

        @Override
        public void onNext(T result) {
            caller.onNext(result);
        }

        @Override
        public void onError(Throwable error) {
            caller.onError(error);
        }

        @Override
        public void onComplete() {
            caller.onComplete();
        }
    }
}
