package io.ordergate.outbox;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes messages about changes, in the transactions of the changes. Statements that append messages themselves use
 * {@link OutboxSql}.
 */
@Service
public class Outbox {

    private final OutboxRepository messages;
    private final JsonMapper json;

    Outbox(OutboxRepository messages, JsonMapper json) {
        this.messages = messages;
        this.json = json;
    }

    /** Appends a message in the caller's transaction: the message is sent if and only if the transaction commits. */
    public Mono<Void> append(Topic topic, UUID subjectId, Object payload) {
        return Mono.fromSupplier(() -> json.writeValueAsString(payload))
                .flatMap(text -> messages.append(topic.id(), subjectId, text));
    }

    /** Appends a message that one consumer alone gets, and returns its id. */
    public Mono<Long> appendFor(String consumer, Topic topic, UUID subjectId, Object payload) {
        return Mono.fromSupplier(() -> json.writeValueAsString(payload))
                .flatMap(text -> messages.appendFor(consumer, topic.id(), subjectId, text));
    }

    /**
     * Has a consumer handle a message once more, as a new one. The result is 1, or 0 when the message is kept no more.
     */
    public Mono<Long> retry(long messageId, String consumer) {
        return messages.retry(messageId, consumer);
    }

    /**
     * The messages about a subject that were appended at these moments, by their ids: those that are kept, and that were relayed
     * soon.
     */
    public Mono<List<Long>> find(UUID subjectId, List<Instant> moments) {
        return messages.find(subjectId, moments);
    }

    /** Makes dead letters of all that waits for this consumer, so that somebody decides about them. */
    public Mono<Void> park(String consumer, String reason) {
        return messages.park(consumer, reason);
    }

    /** Leaves undone all that waits for this consumer, which does not exist any more. */
    public Mono<Void> drop(String consumer) {
        return messages.drop(consumer);
    }
}
