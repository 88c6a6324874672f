package io.ordergate.support;

import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Work that, once begun, is finished whether or not the caller still waits. */
public final class Detached {

    private Detached() {}

    /** The same work and result, out of reach of the caller's cancellation (a client that hangs up). */
    public static <T> Mono<T> from(Mono<T> work) {
        return Mono.deferContextual(
                context -> Mono.fromFuture(() -> work.contextWrite(context).toFuture(), true));
    }

    /**
     * The same work, which is finished whether or not the caller still waits. A caller who goes has the result given back: to the
     * first function if the work was done before that, so that the caller may have begun to use the result, else to the second.
     */
    public static <T> Mono<T> from(
            Mono<T> work, Function<T, Mono<Void>> usedByThen, Function<T, Mono<Void>> untouched) {
        return Mono.deferContextual(context -> {
            var done = work.contextWrite(context).toFuture();
            return Mono.fromFuture(done, true).doOnCancel(() -> {
                var giveBack = done.isDone() ? usedByThen : untouched;
                var unused = done.thenAccept(result -> finish(giveBack.apply(result), () -> {}));
            });
        });
    }

    /** Work that no chain waits for, such as what a process still does while it stops; then, whatever came of it, the rest. */
    public static void finish(Mono<?> work, Runnable then) {
        var unused = work.toFuture().whenComplete((result, error) -> then.run());
    }
}
