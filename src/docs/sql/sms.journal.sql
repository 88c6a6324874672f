-- JournalRetention.REFUSED
with gone as (
  delete from sms_refusals where id = any (array(
    select id from sms_refusals
     where at < now() - :keep * interval '1 second'
     order by at limit :size for update skip locked))
  returning at + :keep * interval '1 second' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- JournalRetention.SENT
with over as materialized (
  select id, provider from sms_messages
   where asked_at < now() - :keep * interval '1 second'
   order by asked_at limit :size for update skip locked),
gone as (
  delete from sms_messages m using over o where m.id = o.id and m.provider = o.provider
  returning m.asked_at + :keep * interval '1 second' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- SmsAttemptSql.INSERT
insert into sms_messages (id, provider, provider_id, purpose, phone_hash, phone_masked, country, encoding,
                          segments, price, currency, outcome, reason, asked_at, answered_at,
                          challenge_id)
select id, provider, provider_id, purpose, decode(phone_hash, 'hex'), phone_masked, country, encoding,
       segments, price, currency, outcome, reason,
       timestamptz 'epoch' + asked_at * interval '1 microsecond',
       timestamptz 'epoch' + answered_at * interval '1 microsecond', challenge_id
  from unnest(:id::uuid[], :provider::text[], :provider_id::text[], :purpose::text[], :phone_hash::text[],
              :phone_masked::text[], :country::text[], :encoding::text[], :segments::int[],
              :price::numeric[], :currency::text[], :outcome::text[], :reason::text[],
              :asked_at::bigint[], :answered_at::bigint[], :challenge_id::uuid[])
    as r (id, provider, provider_id, purpose, phone_hash, phone_masked, country, encoding, segments,
          price, currency, outcome, reason, asked_at, answered_at, challenge_id);

-- SmsAttemptSql.INSERT_MISSING
insert into sms_messages (id, provider, provider_id, purpose, phone_hash, phone_masked, country, encoding,
                          segments, price, currency, outcome, reason, asked_at, answered_at,
                          challenge_id)
select id, provider, provider_id, purpose, decode(phone_hash, 'hex'), phone_masked, country, encoding,
       segments, price, currency, outcome, reason,
       timestamptz 'epoch' + asked_at * interval '1 microsecond',
       timestamptz 'epoch' + answered_at * interval '1 microsecond', challenge_id
  from unnest(:id::uuid[], :provider::text[], :provider_id::text[], :purpose::text[], :phone_hash::text[],
              :phone_masked::text[], :country::text[], :encoding::text[], :segments::int[],
              :price::numeric[], :currency::text[], :outcome::text[], :reason::text[],
              :asked_at::bigint[], :answered_at::bigint[], :challenge_id::uuid[])
    as r (id, provider, provider_id, purpose, phone_hash, phone_masked, country, encoding, segments,
          price, currency, outcome, reason, asked_at, answered_at, challenge_id) on conflict (id, provider) do nothing;

-- SmsMessageRepository.ACCEPTED
select exists (
  select from sms_messages where challenge_id = :challenge_id and outcome = 'accepted') as accepted;

-- SmsMessageRepository.DELIVERY
select provider, coalesce(delivery, '') as delivery, coalesce(delivery_reason, '') as reason
  from sms_messages
 where challenge_id = :challenge_id and outcome in ('accepted', 'unknown')
 order by coalesce(delivery, '') = 'delivered' desc, asked_at desc
 limit 1;

-- SmsMessageRepository.ERASE
with hashes as materialized (
    select decode(hash, 'hex') as hash from jsonb_array_elements_text(:hashes::jsonb) as h (hash)),
refused as (
    update sms_refusals set phone_hash = null, phone_masked = null, client_address = null
     where phone_hash in (select hash from hashes) and at <= :until)
update sms_messages set phone_hash = null, phone_masked = null
 where phone_hash in (select hash from hashes) and asked_at <= :until;

-- SmsMessageRepository.KNOWN
select exists (
  select from sms_messages
   where phone_hash = any (array(
           select decode(hash, 'hex') from jsonb_array_elements_text(:hashes::jsonb) as h (hash)))
     and verified_at is not null) as known;

-- SmsMessageRepository.OF_CHALLENGE
select m.asked_at, m.answered_at, m.provider, m.purpose, coalesce(m.delivery_reason, m.reason) as reason,
       case when m.verified_at is not null then 'verified' else coalesce(m.delivery, m.outcome) end as state
  from sms_messages m
 where m.challenge_id = :challenge_id
 order by m.asked_at desc limit :limit;

-- SmsMessageRepository.OF_PHONE
select m.asked_at, m.answered_at, m.provider, m.purpose, coalesce(m.delivery_reason, m.reason) as reason,
       case when m.verified_at is not null then 'verified' else coalesce(m.delivery, m.outcome) end as state
  from sms_messages m
 where m.phone_hash = any (array(
         select decode(hash, 'hex') from jsonb_array_elements_text(:hashes::jsonb) as h (hash)))
   and m.id >= :first and m.id < :last and m.purpose = :purpose
 order by m.asked_at desc limit :limit;

-- SmsMessageRepository.RECEIPTS
with ranks (delivery, rank) as (values ('queued', 1), ('sent', 2), ('failed', 3), ('delivered', 4)),
receipts as (
    select distinct on (r.provider_id) r.provider_id, r.delivery, r.reason, r.price, r.currency, k.rank
      from jsonb_to_recordset(:rows::jsonb)
        as r (provider_id text, delivery text, reason text, price numeric, currency text)
      join ranks k on k.delivery = r.delivery
     order by r.provider_id, k.rank desc),
noted as (
    update sms_messages m
       set delivery = r.delivery, delivery_reason = r.reason, delivery_at = now(),
           price = coalesce(r.price, m.price), currency = coalesce(r.currency, m.currency)
      from receipts r
     where m.provider = :provider and m.provider_id = r.provider_id
       and r.rank > coalesce((select k.rank from ranks k where k.delivery = m.delivery), 0))
select count(distinct m.provider_id)
  from sms_messages m join receipts r on r.provider_id = m.provider_id
 where m.provider = :provider;

-- SmsMessageRepository.UNDELIVERED
select distinct provider from sms_messages where challenge_id = :challenge_id and delivery = 'failed';

-- SmsMessageRepository.VERIFIED
update sms_messages m set verified_at = now()
  from (select distinct on (challenge_id) id, provider
          from sms_messages
         where challenge_id = any (:challenge_ids::uuid[]) and id >= :first_id and outcome in ('accepted', 'unknown')
         order by challenge_id, case delivery when 'delivered' then 0 when 'failed' then 2 else 1 end,
                  outcome, asked_at desc) t
 where m.id = t.id and m.provider = t.provider and m.verified_at is null;

-- SmsRefusalRepository.INSERT
insert into sms_refusals (id, at, reason, enforced, purpose, country, client_address, phone_hash,
                          phone_masked, times)
select id, at, reason, enforced, purpose, country, client_address, decode(phone_hash, 'hex'), phone_masked,
       times
  from jsonb_to_recordset(:rows::jsonb)
    as r (id uuid, at timestamptz, reason text, enforced boolean, purpose text, country text,
          client_address text, phone_hash text, phone_masked text, times int)
on conflict (id) do nothing;
