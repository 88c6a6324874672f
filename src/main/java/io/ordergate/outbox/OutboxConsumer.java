package io.ordergate.outbox;

import java.util.Set;
import reactor.core.publisher.Mono;

/** Acts on committed messages. Each consumer of a topic gets each of its messages at least once. */
public interface OutboxConsumer {

    /** A stable name: what was handled is kept under it. */
    String name();

    /** The topics whose messages it wants. */
    Set<String> topics();

    /**
     * Acts on a message, perhaps not for the first time. Completes when it is done for good; an error means that it is tried
     * again later.
     */
    Mono<Void> handle(OutboxMessage message);
}
