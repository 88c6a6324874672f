package io.ordergate.outbox;

import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Where a change leaves word of itself, in its own transaction; statements that do it themselves use {@link OutboxSql}. */
@Service
public class Outbox {

    private final OutboxRepository messages;
    private final JsonMapper json;

    Outbox(OutboxRepository messages, JsonMapper json) {
        this.messages = messages;
        this.json = json;
    }

    /** Appends a message in the caller's transaction: it is sent if and only if that commits. */
    public Mono<Void> append(String topic, UUID subjectId, Object payload) {
        return Mono.fromSupplier(() -> json.writeValueAsString(payload))
                .flatMap(text -> messages.append(topic, subjectId, text));
    }

    /** Gives a message to a consumer again, as a new one. How many were given: none when the message is kept no more. */
    public Mono<Long> again(long messageId, String consumer) {
        return messages.again(messageId, consumer);
    }

    /** Parks whatever waits for this consumer, so that somebody decides about it. */
    public Mono<Void> park(String consumer, String reason) {
        return messages.park(consumer, reason);
    }

    /** Leaves undone whatever waits for this consumer, which is no more. */
    public Mono<Void> forget(String consumer) {
        return messages.forget(consumer);
    }
}
