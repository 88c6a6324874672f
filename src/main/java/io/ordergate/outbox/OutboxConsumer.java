package io.ordergate.outbox;

import java.time.Duration;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Acts on committed messages. Each consumer of a topic gets each of its messages at least once. */
public interface OutboxConsumer {

    /** A stable name, under which the messages are kept that are still to be handled. */
    String name();

    /** The topics whose messages the consumer wants. */
    Set<Topic> topics();

    /**
     * Acts on a message, perhaps not for the first time. Completion means that the message is done; after an error it
     * is tried again later.
     */
    Mono<Void> handle(OutboxMessage message);

    /**
     * The consumers that act in place of this one, each with messages, a sequence, room and failures of its own;
     * usually this one itself. The relay asks for them before each round.
     */
    default Flux<OutboxConsumer> lanes() {
        return Flux.just(this);
    }

    /** How long messages of a topic are held back, together with later messages about the same subject. */
    default Duration delay(Topic topic) {
        return Duration.ZERO;
    }

    /** Whether no message of the consumer is to be tried at present. */
    default boolean isPaused() {
        return false;
    }

    /** The number of tries after which a message is a dead letter; 0 for as many as the settings say. */
    default int tries() {
        return 0;
    }
}
