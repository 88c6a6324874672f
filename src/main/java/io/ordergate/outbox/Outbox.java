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
}
