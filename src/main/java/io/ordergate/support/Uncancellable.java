package io.ordergate.support;

import reactor.core.publisher.Mono;

/** Work that, once begun, is finished whether or not the caller still waits. */
public final class Uncancellable {

    private Uncancellable() {}

    /** The same work and result, out of reach of the caller's cancellation (a client that hangs up). */
    public static <T> Mono<T> from(Mono<T> work) {
        return Mono.deferContextual(
                context -> Mono.fromFuture(() -> work.contextWrite(context).toFuture(), true));
    }

    /** Work that no chain waits for, such as what a process still does while it stops; then, whatever came of it, the rest. */
    public static void finish(Mono<?> work, Runnable then) {
        var unused = work.toFuture().whenComplete((result, error) -> then.run());
    }
}
