-- AuditRetention.EVENTS
with gone as (
  delete from security_events where id = any (array(
    select id from security_events
     where at < now() - :keep * interval '1 second'
     order by at limit :size for update skip locked))
  returning at + :keep * interval '1 second' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- AuditSqlForms.FORMS all
select id, at, event, actor_id, subject_id, address, request_id, detail::text as detail
  from security_events
 where at >= :from and (at, id) < (:before_at, :before_id)
 order by at desc, id desc limit :limit;

-- AuditSqlForms.FORMS filtered
select id, at, event, actor_id, subject_id, address, request_id, detail::text as detail
  from security_events
 where at >= :from and (at, id) < (:before_at, :before_id) and event = 'login' and actor_id = :actor_id and subject_id = :subject_id
 order by at desc, id desc limit :limit;

-- SecurityEventRepository.INSERT
insert into security_events (event, actor_id, subject_id, address, request_id, detail)
values (:event, :actor_id::uuid, :subject_id::uuid, :address, :request_id, :detail::jsonb);
