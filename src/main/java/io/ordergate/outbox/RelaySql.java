package io.ordergate.outbox;

import io.ordergate.support.database.Sql;

/** The two statements of a round of the relay. */
final class RelaySql {

    /**
     * Claims what is due, for each consumer no more than it has room for, and of each subject only the oldest; then publishes new
     * messages, and claims at once what may be handled now, within the room that is left.
     *
     * <p>Messages are published in the order of their ids, in each lane by one node at a time: so no node finds the second message
     * about a subject before the first is published. Rows are marked instead of keeping a last id: a message that commits
     * late, with a small id, is found like any other. A message without a consumer is done at once. A delivery whose subject
     * waits, after a failure or because its consumer holds it back, waits as long, also behind a message that is
     * published with it. A new one is claimed only if its subject has no other. A node may get a lane of which another has just
     * published what this statement still sees as new: such rows are not marked again, and then nothing new is claimed, since
     * the deliveries of the other are not seen either. Lock 2 is what nodes of earlier versions take alone.
     *
     * <p>The work is that of what is claimed, however much waits: ids are selected first and rows are looked up by them, and
     * the oldest of a subject is found by bounds that only one index answers and that cannot become a join, with a condition that
     * says nothing to PostgreSQL's statistics: they may be from a time when there were only dead letters. New messages are
     * read in the order of their index, since PostgreSQL cannot guess how many are asked for and how few are in these lanes: it
     * would else read all, with those that were published since the last vacuum, and sort them.
     */
    static final Sql TAKE = Sql.of("""
            with rooms as materialized (
              select * from jsonb_to_recordset(:rooms::jsonb) as r (consumer text, room int)),
            due as materialized (
              select c.id, r.consumer
                from rooms r
               cross join lateral (
                 select w.id from outbox_deliveries w
                  where w.consumer = r.consumer and w.parked_at is null and w.due_at <= now()
                    and (w.leased_until is null or w.leased_until <= now())
                    and w.message_id = (
                      select e.message_id from outbox_deliveries e
                       where (e.subject_id, e.consumer) >= (w.subject_id, w.consumer)
                         and case when e.parked_at is null then true end
                       order by e.subject_id, e.consumer, e.message_id limit 1)
                  order by w.due_at limit r.room for update of w skip locked) c),
            claimed as (
              update outbox_deliveries d
                 set tries = d.tries + 1, fence = d.fence + 1, error = null,
                     leased_until = now() + :lease * interval '1 millisecond'
               where d.id = any (array(select id from due))
              returning d.id, d.consumer, d.tries, d.fence, d.message_id),
            turn as materialized (
              select l.lane
                from generate_series(0, 15) as g (place)
               cross join lateral (select (g.place + :first) & 15 as lane) l
               where pg_try_advisory_xact_lock_shared(7236001, 2) and pg_try_advisory_xact_lock(7236002, l.lane)
               limit :lanes),
            seen as materialized (
              select n.id from outbox n
               where n.relayed_at is null
                 and case when uuid_hash(n.subject_id) & 15 = any (array(select lane from turn)) then true end
               order by n.id limit (select :size::bigint)),
            fresh as (
              update outbox o set relayed_at = now()
               where o.relayed_at is null and o.id = any (array(select id from seen))
              returning o.id, o.topic, o.subject_id, o.created_at),
            wanted as (
              select f.id, s.consumer, f.subject_id,
                     greatest(max(f.created_at + s.delay * interval '1 millisecond') over subject,
                              case when b.error is not null or b.tries = 0 then b.due_at end, now()) as due_at,
                     b.tries is null and row_number() over subject = 1
                       and (select count(*) from seen) = (select count(*) from fresh) as is_first
                from fresh f
                join jsonb_to_recordset(:subscriptions::jsonb) as s (topic text, consumer text, delay bigint)
                  on s.topic = f.topic
                left join lateral (
                  select e.tries, e.error, e.due_at from outbox_deliveries e
                   where (e.subject_id, e.consumer) >= (f.subject_id, s.consumer)
                     and (e.subject_id, e.consumer) <= (f.subject_id, s.consumer)
                     and case when e.parked_at is null then true end
                   order by e.subject_id, e.consumer, e.message_id limit 1) b on true
              window subject as (partition by s.consumer, f.subject_id order by f.id)),
            published as (
              insert into outbox_deliveries (message_id, consumer, subject_id, tries, fence, due_at, leased_until)
              select p.id, p.consumer, p.subject_id, p.claimed, p.claimed, p.due_at,
                     case p.claimed when 1 then now() + :lease * interval '1 millisecond' end
                from (select w.*, case when w.is_first and w.due_at <= now()
                                        and row_number() over (partition by w.consumer, w.is_first and w.due_at <= now()
                                                                   order by w.id)
                                            <= r.room - (select count(*) from due d where d.consumer = r.consumer)
                                       then 1 else 0 end as claimed
                        from wanted w left join rooms r on r.consumer = w.consumer) p
               order by p.id
              on conflict do nothing
              returning id, consumer, tries, fence, message_id)
            select (select count(*) from fresh) as published, t.*, o.topic, o.subject_id, o.payload::text as payload, o.created_at
              from (values (1)) as always
              left join (select * from claimed union all select * from published where tries > 0) t on true
              left join lateral (select * from outbox m where m.id = t.message_id limit 1) o on true
             order by t.message_id""");

    /**
     * Records the outcomes of claims, unless another node has claimed the deliveries meanwhile. Later messages about a
     * subject wait as long as the one that has failed, and are due when that is done or a dead letter: claims would
     * else read them each time in vain.
     */
    static final Sql SETTLE = Sql.of("""
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
                     due_at = now() + greatest(coalesce(t.pause, 0) * (0.5 + random() / 2), t.least)
                                      * interval '1 millisecond',
                     leased_until = null
                from told t
               where d.id = t.id and d.id = any (array(select id from told)) and d.fence = t.fence
                 and t.error is not null
              returning d.consumer, d.subject_id, d.message_id, d.due_at),
            moved as materialized (
              select e.id, m.due_at
                from (select consumer, subject_id, message_id, now() as due_at from done where tries > 1
                      union all select consumer, subject_id, message_id, due_at from failed) m
               cross join lateral (
                 select f.id from outbox_deliveries f
                  where (f.subject_id, f.consumer, f.message_id) > (m.subject_id, m.consumer, m.message_id)
                    and (f.subject_id, f.consumer) <= (m.subject_id, m.consumer)
                    and case when f.parked_at is null then true end
                  order by f.subject_id, f.consumer, f.message_id limit 1000) e),
            followers as (
              update outbox_deliveries f set due_at = m.due_at
                from moved m
               where f.id = m.id and f.id = any (array(select id from moved)) and f.id <> all (array(select id from told)))
            select (select count(*) from done) + (select count(*) from failed)""");

    private RelaySql() {}
}
