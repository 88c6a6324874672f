package io.ordergate.outbox;

import static io.ordergate.support.database.Rows.first;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.postgresql.codec.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Appends messages, and changes the deliveries of one consumer. */
@Repository
class OutboxRepository {

    private static final Sql APPEND =
            Sql.of("insert into outbox (topic, subject_id, payload) values (:topic, :subject_id, :payload)");

    private static final Sql RETRY = Sql.of("""
            insert into outbox_deliveries as d (message_id, consumer, subject_id)
            select o.id, :consumer, o.subject_id from outbox o where o.id = :message_id
            on conflict (subject_id, consumer, message_id) do update
               set tries = case when d.parked_at is null then d.tries else 0 end,
                   fence = d.fence + case when d.parked_at is null and d.tries > 0 and d.error is null then 1 else 0 end,
                   due_at = case when d.parked_at is not null or (d.tries > 0 and d.error is null) then now()
                                 else d.due_at end,
                   leased_until = null,
                   parked_at = null""");

    /** Appends a message for one consumer: no relay looks for others. */
    private static final Sql APPEND_FOR = Sql.of("""
            with message as (
              insert into outbox (topic, subject_id, payload, relayed_at)
              values (:topic, :subject_id, :payload, now()) returning id, subject_id)
            insert into outbox_deliveries (message_id, consumer, subject_id)
            select id, :consumer, subject_id from message
            returning message_id""");

    private static final Sql PARK = Sql.of("""
            update outbox_deliveries set parked_at = now(), error = :reason, fence = fence + 1, leased_until = null
             where consumer = :consumer and parked_at is null""");

    private static final Sql DROP = Sql.of("delete from outbox_deliveries where consumer = :consumer");

    /**
     * No index has the subjects, since each order would pay for it: a message is looked for among the next ones that were relayed
     * after its change.
     */
    private static final Sql FIND = Sql.of("""
            select distinct n.id
              from unnest(:moments::text[]::timestamptz[]) as m (at)
             cross join lateral (select o.id, o.subject_id from outbox o
                                  where o.relayed_at >= m.at
                                  order by o.relayed_at limit :reach) n
             where n.subject_id = :subject_id
             order by n.id desc limit :limit""");

    private static final int REACH = 2_000;
    private static final int MOST_MOMENTS = 50;
    private static final int MOST_FOUND = 200;

    private final Db db;

    OutboxRepository(Db db) {
        this.db = db;
    }

    Mono<Void> append(String topic, UUID subjectId, String payload) {
        return db.update(APPEND.bind("topic", topic)
                        .bind("subject_id", subjectId)
                        .bind("payload", Json.of(payload)))
                .then();
    }

    Mono<Long> appendFor(String consumer, String topic, UUID subjectId, String payload) {
        return db.one(
                APPEND_FOR
                        .bind("topic", topic)
                        .bind("subject_id", subjectId)
                        .bind("payload", Json.of(payload))
                        .bind("consumer", consumer),
                first(Long.class));
    }

    /**
     * A delivery that waits already is left as it is, and counts. One that is under way is claimed once more: it may be over,
     * and its outcome only not be written yet.
     */
    Mono<Long> retry(long messageId, String consumer) {
        return db.update(RETRY.bind("message_id", messageId).bind("consumer", consumer));
    }

    Mono<List<Long>> find(UUID subjectId, List<Instant> moments) {
        var newest = moments.stream()
                .sorted(Comparator.reverseOrder())
                .limit(MOST_MOMENTS)
                .map(Instant::toString)
                .toArray(String[]::new);
        return db.list(
                FIND.bind("moments", newest)
                        .bind("subject_id", subjectId)
                        .bind("reach", REACH)
                        .bind("limit", MOST_FOUND),
                first(Long.class));
    }

    Mono<Void> park(String consumer, String reason) {
        return db.update(PARK.bind("consumer", consumer).bind("reason", reason)).then();
    }

    Mono<Void> drop(String consumer) {
        return db.update(DROP.bind("consumer", consumer)).then();
    }
}
