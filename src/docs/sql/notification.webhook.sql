-- WebhookAttemptRepository.LOG
with logged as (
  insert into webhook_attempts (id, endpoint_id, message_id, topic, attempt, duration_ms, status, error)
  select :id, e.id, :message_id, :topic,
         (select count(*) + 1 from webhook_attempts a where a.endpoint_id = e.id and a.message_id = :message_id),
         :duration, nullif(:status, 0), nullif(:error, '')
    from webhook_endpoints e where e.id = :endpoint_id),
judged as (
  select e.id,
         case when :well then null else coalesce(e.failing_since, now()) end as failing_since,
         case when :status = 410 then 'gone'
              when not :well and e.failing_since < now() - :patience * interval '1 second' then 'failing'
         end as verdict
    from webhook_endpoints e where e.id = :endpoint_id and (not :well or e.failing_since is not null))
update webhook_endpoints e
   set failing_since = j.failing_since,
       disabled_reason = case when e.active then j.verdict else e.disabled_reason end,
       active = e.active and j.verdict is null
  from judged j where e.id = j.id
returning e.active;

-- WebhookAttemptRepository.MESSAGE_OF
select message_id from webhook_attempts where endpoint_id = :endpoint_id and id = :id;

-- WebhookAttemptRepository.SELECT
select id, message_id, topic, attempt, at, duration_ms, status, error from webhook_attempts
 where endpoint_id = :endpoint_id and id < :before order by id desc limit :limit;

-- WebhookAttemptRepository.SELECT_SOME
select * from (
  select id, message_id, topic, attempt, at, duration_ms, status, error from webhook_attempts
   where endpoint_id = :endpoint_id and id < :before order by id desc limit 10000) last
 where (:topic::text is null or topic = :topic) and (:failed::boolean is null or (error is not null) = :failed)
 order by id desc limit :limit;

-- WebhookEndpointRepository.ALL
select e.id, e.url, e.topics, e.active, e.rotation, e.key_id, e.previous_key_id, e.previous_until,
e.older_secrets::text as older_secrets, e.failing_since, e.disabled_reason, e.created_at, e.updated_at from webhook_endpoints e order by e.id;

-- WebhookEndpointRepository.CHANGE
update webhook_endpoints e
   set url = coalesce(:url, e.url), topics = coalesce(string_to_array(:topics, ','), e.topics),
       active = coalesce(:active, e.active),
       disabled_reason = case when :active is null then e.disabled_reason end,
       failing_since = case when :active then null else e.failing_since end,
       updated_at = now()
 where e.id = :id
returning e.id, e.url, e.topics, e.active, e.rotation, e.key_id, e.previous_key_id, e.previous_until,
e.older_secrets::text as older_secrets, e.failing_since, e.disabled_reason, e.created_at, e.updated_at;

-- WebhookEndpointRepository.DELETE
delete from webhook_endpoints where id = :id;

-- WebhookEndpointRepository.INSERT
insert into webhook_endpoints as e (id, url, topics, active, key_id)
select :id, :url, string_to_array(:topics, ','), :active, :key_id
 where (select count(*) from webhook_endpoints) < :most
returning e.id, e.url, e.topics, e.active, e.rotation, e.key_id, e.previous_key_id, e.previous_until,
e.older_secrets::text as older_secrets, e.failing_since, e.disabled_reason, e.created_at, e.updated_at;

-- WebhookEndpointRepository.ONE
select e.id, e.url, e.topics, e.active, e.rotation, e.key_id, e.previous_key_id, e.previous_until,
e.older_secrets::text as older_secrets, e.failing_since, e.disabled_reason, e.created_at, e.updated_at from webhook_endpoints e where e.id = :id;

-- WebhookEndpointRepository.ROTATE
update webhook_endpoints e
   set rotation = e.rotation + 1, key_id = :key_id, previous_key_id = e.key_id,
       previous_until = now() + :grace * interval '1 second', updated_at = now(),
       older_secrets = (
         select coalesce(jsonb_agg(older), '[]')
           from jsonb_array_elements(
                  e.older_secrets
                  || jsonb_build_object('rotation', e.rotation - 1, 'key_id', e.previous_key_id,
                                        'until', e.previous_until)) as older
          where (older ->> 'until')::timestamptz > now())
 where e.id = :id
   and (select count(*) from jsonb_array_elements(e.older_secrets) as older
         where (older ->> 'until')::timestamptz > now()) < :most
returning e.id, e.url, e.topics, e.active, e.rotation, e.key_id, e.previous_key_id, e.previous_until,
e.older_secrets::text as older_secrets, e.failing_since, e.disabled_reason, e.created_at, e.updated_at;

-- WebhookRetention.ATTEMPTS
with gone as (
  delete from webhook_attempts where id = any (array(
    select id from webhook_attempts where at < now() - :keep * interval '1 second'
     order by at limit :size for update skip locked))
  returning at + :keep * interval '1 second' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- WebhookRetention.REMOVED_ENDPOINTS
with gone as (
  delete from outbox_deliveries where id = any (array(
    select d.id from outbox_deliveries d
     where starts_with(d.consumer, 'webhooks/')
      and not exists (select from webhook_endpoints e where 'webhooks/' || e.id = d.consumer)
     limit :size for update of d skip locked))
  returning due_at as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;
