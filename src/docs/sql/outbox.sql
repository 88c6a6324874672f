-- BacklogRepository.COUNT
with oldest as (
  select least((select min(id) from outbox where relayed_at is null),
               (select min(message_id) from outbox_deliveries
                 where parked_at is null and (tries > 0 or due_at <= now()))) as id)
select (select count(*) from outbox_deliveries where parked_at is not null) as parked,
       (select count(*) from outbox_deliveries
         where parked_at is null and (tries > 0 or due_at <= now())) as waiting,
       coalesce((select (extract(epoch from now() - o.created_at) * 1000)::bigint
                   from outbox o, oldest where o.id = oldest.id), 0) as oldest;

-- DeadLetterRepository.DROP
delete from outbox_deliveries where id = :id and parked_at is not null;

-- DeadLetterRepository.FIND
select d.id, d.message_id, o.topic, d.consumer, d.subject_id, d.tries, coalesce(d.error, '') as error,
       o.created_at, d.parked_at
  from outbox_deliveries d join outbox o on o.id = d.message_id
 where d.parked_at is not null and (d.parked_at, d.id) < (:before_at, :before_id)
 order by d.parked_at desc, d.id desc limit :limit;

-- DeadLetterRepository.RETRY
update outbox_deliveries set parked_at = null, tries = 0, due_at = now()
 where id = :id and parked_at is not null;

-- OutboxRepository.APPEND
insert into outbox (topic, subject_id, payload) values (:topic, :subject_id, :payload);

-- OutboxRepository.APPEND_FOR
with message as (
  insert into outbox (topic, subject_id, payload, relayed_at)
  values (:topic, :subject_id, :payload, now()) returning id, subject_id)
insert into outbox_deliveries (message_id, consumer, subject_id)
select id, :consumer, subject_id from message
returning message_id;

-- OutboxRepository.DROP
delete from outbox_deliveries where consumer = :consumer;

-- OutboxRepository.FIND
select distinct n.id
  from unnest(:moments::text[]::timestamptz[]) as m (at)
 cross join lateral (select o.id, o.subject_id from outbox o
                      where o.relayed_at >= m.at
                      order by o.relayed_at limit :reach) n
 where n.subject_id = :subject_id
 order by n.id desc limit :limit;

-- OutboxRepository.PARK
update outbox_deliveries set parked_at = now(), error = :reason, fence = fence + 1, leased_until = null
 where consumer = :consumer and parked_at is null;

-- OutboxRepository.RETRY
insert into outbox_deliveries as d (message_id, consumer, subject_id)
select o.id, :consumer, o.subject_id from outbox o where o.id = :message_id
on conflict (subject_id, consumer, message_id) do update
   set tries = case when d.parked_at is null then d.tries else 0 end,
       fence = d.fence + case when d.parked_at is null and d.tries > 0 and d.error is null then 1 else 0 end,
       due_at = case when d.parked_at is not null or (d.tries > 0 and d.error is null) then now()
                     else d.due_at end,
       leased_until = null,
       parked_at = null;

-- OutboxRetention.MESSAGES
with gone as (
  delete from outbox where id = any (array(
    select o.id from outbox o
     where o.relayed_at < now() - :keep * interval '1 second'
       and not exists (select from outbox_deliveries d where d.subject_id = o.subject_id and d.message_id = o.id)
     order by o.relayed_at limit :size for update of o skip locked))
  returning relayed_at + :keep * interval '1 second' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- RelaySql.SETTLE
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
select (select count(*) from done) + (select count(*) from failed);

-- RelaySql.TAKE
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
 order by t.message_id;
