-- IdempotencyRepository.FIND
select request = :request as same, status, location, etag, body, subject_id
  from idempotency_keys
 where caller = :caller and key = :key and created_at > now() - interval '24 hours';

-- IdempotencyRepository.LOCK
select pg_try_advisory_xact_lock(:lock) as free;

-- IdempotencyRepository.STORE
insert into idempotency_keys (caller, key, request, subject_id, status, location, etag, body)
values (:caller, :key, :request, :subject_id, :status, :location, :etag, :body)
on conflict (caller, key) do update
   set request = excluded.request, subject_id = excluded.subject_id, status = excluded.status,
       location = excluded.location, etag = excluded.etag, body = excluded.body, created_at = now();

-- IdempotencyRetention.KEYS
with over as materialized (
  select caller, key from idempotency_keys
   where created_at < now() - interval '24 hours'
   order by created_at limit :size for update skip locked),
gone as (
  delete from idempotency_keys k using over o where k.caller = o.caller and k.key = o.key
  returning k.created_at + interval '24 hours' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;
