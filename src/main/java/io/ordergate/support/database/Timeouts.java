package io.ordergate.support.database;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** An end to waiting. */
public final class Timeouts {

    private Timeouts() {}

    /**
     * The same result, or a {@link TimeoutException}. Reactor's own operator for a duration walks through the whole chain
     * at every subscription, for a name to put into its message.
     */
    public static <T> Mono<T> after(Duration longest, Mono<T> work) {
        return work.timeout(
                Mono.delay(longest),
                Mono.error(() -> new TimeoutException("no answer within " + longest.toMillis() + " ms")));
    }
}
