package io.ordergate.outbox;

import static io.ordergate.support.database.Rows.first;
import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes messages, and claims and settles deliveries. Lists go in as one JSON array, so that a statement has the
 * same text for any number.
 */
@Repository
class RelayRepository {

    /** Messages are published in so many lanes, by a hash of their subjects. */
    static final int LANES = 16;

    /**
     * Publishes new messages in the order of their ids, in each lane one node at a time: so no node finds the second message
     * about a subject before the first is published. Rows are marked instead of keeping a last id: a message that commits
     * late, with a small id, is found like any other. A message without a consumer is done at once. A delivery whose subject
     * waits, after a failure or because its consumer holds it back, waits as long, also behind a message that is
     * published with it. Lock 2 is what nodes of earlier versions take alone.
     */
    private static final Sql PUBLISH = Sql.of("""
            with turn as materialized (
              select l.lane
                from generate_series(0, 15) as g (place)
               cross join lateral (select (g.place + :first) & 15 as lane) l
               where pg_try_advisory_xact_lock_shared(7236001, 2) and pg_try_advisory_xact_lock(7236002, l.lane)
               limit :lanes),
            fresh as (
              update outbox o set relayed_at = now()
               where o.relayed_at is null and o.id = any (array(
                 select n.id from outbox n
                  where n.relayed_at is null and uuid_hash(n.subject_id) & 15 = any (array(select lane from turn))
                  order by n.id limit :size))
              returning o.id, o.topic, o.subject_id, o.created_at),
            wanted as (
              insert into outbox_deliveries (message_id, consumer, subject_id, next_at)
              select f.id, s.consumer, f.subject_id,
                     greatest(max(f.created_at + s.delay * interval '1 millisecond')
                                over (partition by s.consumer, f.subject_id order by f.id),
                     coalesce((select b.next_at
                                 from (select * from outbox_deliveries e
                                        where (e.consumer, e.subject_id, e.message_id)
                                              > (s.consumer, f.subject_id, 0::bigint)
                                          and e.parked_at is null
                                        order by e.consumer, e.subject_id, e.message_id limit 1) b
                                where b.consumer = s.consumer and b.subject_id = f.subject_id
                                  and (b.error is not null or b.tries = 0)), now()))
                from fresh f
                join jsonb_to_recordset(:subscriptions::jsonb) as s (topic text, consumer text, delay bigint)
                  on s.topic = f.topic
               order by f.id
              on conflict (message_id, consumer) do nothing)
            select count(*) from fresh""");

    /**
     * Claims what is due, for each consumer no more than it has room for, and of each subject only the oldest. Ids are
     * selected first and rows are looked up by them, the oldest of a subject by an expression that only one index
     * answers and that cannot become a join: so the work is that of what is claimed, however much waits.
     */
    static final Sql CLAIM = Sql.of("""
            with claimed as (
              update outbox_deliveries d
                 set tries = d.tries + 1, fence = d.fence + 1, error = null,
                     next_at = now() + :lease * interval '1 millisecond'
               where d.id = any (array(
                 select c.id
                   from jsonb_to_recordset(:rooms::jsonb) as r (consumer text, room int)
                  cross join lateral (
                    select w.id from outbox_deliveries w
                     where w.consumer = r.consumer and w.parked_at is null and w.next_at <= now()
                       and w.message_id = (
                         select e.message_id from outbox_deliveries e
                          where (e.consumer, e.subject_id, e.message_id) > (w.consumer, w.subject_id, 0::bigint)
                            and e.parked_at is null
                          order by e.consumer, e.subject_id, e.message_id limit 1)
                     order by w.next_at limit r.room for update of w skip locked) c))
              returning d.id, d.consumer, d.tries, d.fence, d.message_id)
            select c.id, c.consumer, c.tries, c.fence, c.message_id, o.topic, o.subject_id, o.payload::text as payload,
                   o.created_at
              from claimed c
             cross join lateral (select * from outbox m where m.id = c.message_id limit 1) o
             order by c.message_id""");

    /**
     * Records the outcomes of claims, unless another node has claimed the deliveries meanwhile. Later messages about a
     * subject wait as long as the one that has failed, and are due when that is done or a dead letter: claims would
     * else read them each time in vain.
     */
    private static final Sql SETTLE = Sql.of("""
            with told as materialized (
              select * from jsonb_to_recordset(:outcomes::jsonb)
                         as t (id bigint, fence int, pause bigint, least bigint, error text)),
            done as (
              delete from outbox_deliveries d using told t
               where d.id = t.id and d.id = any (array(select id from told)) and d.fence = t.fence and t.error is null
              returning d.consumer, d.subject_id, d.message_id, d.tries),
            failed as (
              update outbox_deliveries d
                 set error = t.error,
                     parked_at = case when t.pause is null then now() end,
                     next_at = now() + greatest(coalesce(t.pause, 0) * (0.5 + random() / 2), t.least)
                                       * interval '1 millisecond'
                from told t
               where d.id = t.id and d.id = any (array(select id from told)) and d.fence = t.fence
                 and t.error is not null
              returning d.consumer, d.subject_id, d.message_id, d.next_at),
            moved as materialized (
              select e.id, m.next_at
                from (select consumer, subject_id, message_id, now() as next_at from done where tries > 1
                      union all select consumer, subject_id, message_id, next_at from failed) m
               cross join lateral (
                 select f.id from outbox_deliveries f
                  where f.consumer = m.consumer and f.subject_id = m.subject_id and f.message_id > m.message_id
                    and f.parked_at is null
                  order by f.message_id limit 1000) e),
            followers as (
              update outbox_deliveries f set next_at = m.next_at
                from moved m
               where f.id = m.id and f.id = any (array(select id from moved)) and f.id <> all (array(select id from told)))
            select (select count(*) from done) + (select count(*) from failed)""");

    private final Db db;
    private final JsonMapper json;

    private record Subscription(String topic, String consumer, long delay) {}

    private record Room(String consumer, int room) {}

    private record OutcomeRow(
            long id,
            int fence,
            @Nullable Long pause,
            long least,
            @Nullable String error) {

        static OutcomeRow of(Outcome outcome) {
            var pause = outcome.pause();
            return new OutcomeRow(
                    outcome.claim().id(),
                    outcome.claim().fence(),
                    pause == null ? null : pause.toMillis(),
                    outcome.least().toMillis(),
                    outcome.error());
        }
    }

    RelayRepository(Db db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    /**
     * Makes deliveries of new messages, in so many lanes at most. How many messages there were: none of those in lanes of
     * another node.
     */
    Mono<Long> publish(Collection<OutboxConsumer> consumers, int size, int lanes) {
        var subscriptions = consumers.stream()
                .flatMap(consumer -> consumer.topics().stream()
                        .map(topic -> new Subscription(
                                topic.id(),
                                consumer.name(),
                                consumer.delay(topic).toMillis())))
                .toList();
        return db.jobs()
                .one(
                        PUBLISH.bind("subscriptions", array(subscriptions))
                                .bind("size", size)
                                .bind("first", (int) System.nanoTime() & (LANES - 1))
                                .bind("lanes", lanes),
                        first(Long.class));
    }

    /** Messages for these consumers, up to so many for each. */
    Mono<List<Claim>> claim(Map<String, Integer> rooms, Duration lease) {
        var list = rooms.entrySet().stream()
                .map(room -> new Room(room.getKey(), room.getValue()))
                .toList();
        return db.jobs().list(CLAIM.bind("rooms", array(list)).bind("lease", lease.toMillis()), RelayRepository::claim);
    }

    /** Records outcomes. The result is the number of those that still counted. */
    Mono<Long> settle(List<Outcome> outcomes) {
        return db.jobs()
                .one(
                        SETTLE.bind(
                                "outcomes",
                                array(outcomes.stream().map(OutcomeRow::of).toList())),
                        first(Long.class));
    }

    private Json array(List<?> rows) {
        return Json.of(json.writeValueAsString(rows));
    }

    private static Claim claim(Readable row) {
        return new Claim(
                value(row, "id", Long.class),
                value(row, "consumer", String.class),
                value(row, "tries", Integer.class),
                value(row, "fence", Integer.class),
                new OutboxMessage(
                        value(row, "message_id", Long.class),
                        new Topic(value(row, "topic", String.class)),
                        value(row, "subject_id", UUID.class),
                        value(row, "payload", String.class),
                        value(row, "created_at", Instant.class)));
    }
}
