package io.ordergate.support.job;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Work that every node does again and again while it is up. {@link Jobs} runs it. */
public interface Job {

    /** What it is, in the log. */
    String name();

    /** The pause after each run. */
    Duration interval();

    /** Signals that end the pause early. One that comes during a run ends the pause after it. */
    default Flux<?> wakes() {
        return Flux.never();
    }

    /**
     * One run, which must not wait for anything without end. It asks {@code stopping} between its steps: once that is true,
     * the node is shutting down and waits for this run.
     */
    Mono<Void> run(BooleanSupplier stopping);

    /** What is left to do after the last run, when the node shuts down. */
    default Mono<Void> end() {
        return Mono.empty();
    }
}
