package io.ordergate.outbox;

import io.ordergate.support.QueryTimeout;
import io.r2dbc.postgresql.codec.Json;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Messages in PostgreSQL. */
@Repository
class OutboxRepository {

    private static final String APPEND =
            "insert into outbox (topic, subject_id, payload) values (:topic, :subject_id, :payload)";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    OutboxRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    Mono<Void> append(String topic, UUID subjectId, String payload) {
        return database.sql(APPEND)
                .bind("topic", topic)
                .bind("subject_id", subjectId)
                .bind("payload", Json.of(payload))
                .then()
                .transform(timeout::within);
    }
}
