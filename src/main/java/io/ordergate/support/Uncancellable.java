package io.ordergate.support;

import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Work that, once begun, is finished whether or not the caller still waits. */
public final class Uncancellable {

    private Uncancellable() {}

    /** The same work and result, out of reach of the caller's cancellation (a client that hangs up). */
    public static <T> Mono<T> from(Mono<T> work) {
        return Mono.deferContextual(
                context -> Mono.fromFuture(() -> work.contextWrite(context).toFuture(), true));
    }

    /**
     * The same work, whose result is released when the caller goes before it arrives: by the first function if the work was done
     * by then, since the caller may have begun to use the result, else by the second.
     */
    public static <T> Mono<T> from(
            Mono<T> work, Function<T, Mono<Void>> releaseUsed, Function<T, Mono<Void>> releaseUnused) {
        return Mono.deferContextual(context -> {
            var done = work.contextWrite(context).toFuture();
            return Mono.fromFuture(done, true).doOnCancel(() -> {
                var release = done.isDone() ? releaseUsed : releaseUnused;
                var unused = done.thenAccept(result -> finish(release.apply(result), () -> {}));
            });
        });
    }

    /** Work that no chain waits for, such as what a process still does while it stops; then, whatever came of it, the rest. */
    public static void finish(Mono<?> work, Runnable then) {
        var unused = work.toFuture().whenComplete((result, error) -> then.run());
    }
}
