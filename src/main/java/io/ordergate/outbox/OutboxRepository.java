package io.ordergate.outbox;

import io.ordergate.support.database.QueryTimeout;
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

    private static final String AGAIN = """
            insert into outbox_deliveries as d (message_id, consumer, subject_id)
            select o.id, :consumer, o.subject_id from outbox o where o.id = :message_id
            on conflict (message_id, consumer) do update
               set tries = case when d.parked_at is null then d.tries else 0 end,
                   next_at = case when d.parked_at is null then d.next_at else now() end,
                   parked_at = null""";

    private static final String PARK = """
            update outbox_deliveries set parked_at = now(), error = :reason, fence = fence + 1
             where consumer = :consumer and parked_at is null""";

    private static final String FORGET = "delete from outbox_deliveries where consumer = :consumer";

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

    /** One that waits already is left as it is, and counts. */
    Mono<Long> again(long messageId, String consumer) {
        return database.sql(AGAIN)
                .bind("message_id", messageId)
                .bind("consumer", consumer)
                .fetch()
                .rowsUpdated()
                .transform(timeout::within);
    }

    Mono<Void> park(String consumer, String reason) {
        return database.sql(PARK)
                .bind("consumer", consumer)
                .bind("reason", reason)
                .then()
                .transform(timeout::within);
    }

    Mono<Void> forget(String consumer) {
        return database.sql(FORGET).bind("consumer", consumer).then().transform(timeout::within);
    }
}
