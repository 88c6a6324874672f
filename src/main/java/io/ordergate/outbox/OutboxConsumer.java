package io.ordergate.outbox;

import java.time.Duration;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Acts on committed messages. Each consumer of a topic gets each of its messages at least once. */
public interface OutboxConsumer {

    /** A stable name: what is still to be handled is kept under it. */
    String name();

    /** The topics whose messages it wants. */
    Set<String> topics();

    /**
     * Acts on a message, perhaps not for the first time. Completes when it is done for good; an error means that it is tried
     * again later.
     */
    Mono<Void> handle(OutboxMessage message);

    /**
     * Those who act in its place, each with messages, a sequence, room and failures of its own; itself, usually. Asked again
     * before each round of the relay.
     */
    default Flux<OutboxConsumer> lanes() {
        return Flux.just(this);
    }

    /** How long messages of a topic are held back after they were appended, and with them those behind about the same subject. */
    default Duration delay(String topic) {
        return Duration.ZERO;
    }

    /** Whether none of its messages is to be tried at present. */
    default boolean isPaused() {
        return false;
    }

    /** After how many tries a message is parked; 0 for as many as the settings say. */
    default int tries() {
        return 0;
    }
}
