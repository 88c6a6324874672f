-- FunnelRepository.COUNT COUNTRY
select country as key, country, count(*) as texts,
       count(challenge_id) as codes,
       count(challenge_id) filter (where delivery = 'delivered') as delivered,
       count(challenge_id) filter (where delivery = 'failed') as undelivered,
       count(verified_at) as verified,
       count(verified_at) filter (where purpose = 'order') as placed,
       sum(segments)::bigint as segments
  from sms_messages
 where asked_at >= :from and asked_at < :to and id >= :first and id < :last
   and outcome in ('accepted', 'unknown')
   and (:country::text is null or country = :country)
   and (:provider::text is null or provider = :provider)
   and (:purpose::text is null or purpose = :purpose)
 group by 1, 2
 order by 1, 2;

-- FunnelRepository.COUNT DAY
select d.day::text as key, c.*
  from (select generate_series((:from::timestamptz at time zone 'UTC')::date, :to::timestamptz at time zone 'UTC',
                               interval '1 day')::date as day) d
 cross join lateral (
   select country, count(*) as texts,
          count(challenge_id) as codes,
          count(challenge_id) filter (where delivery = 'delivered') as delivered,
          count(challenge_id) filter (where delivery = 'failed') as undelivered,
          count(verified_at) as verified,
          count(verified_at) filter (where purpose = 'order') as placed,
          sum(segments)::bigint as segments
     from sms_messages
    where asked_at >= :from and asked_at < :to and id >= :first and id < :last
      and outcome in ('accepted', 'unknown')
      and (:country::text is null or country = :country)
      and (:provider::text is null or provider = :provider)
      and (:purpose::text is null or purpose = :purpose)
      and asked_at >= d.day::timestamp at time zone 'UTC'
      and asked_at < (d.day + 1)::timestamp at time zone 'UTC'
    group by country) c
 order by 1, 2;

-- FunnelRepository.COUNT PROVIDER
select provider as key, country, count(*) as texts,
       count(challenge_id) as codes,
       count(challenge_id) filter (where delivery = 'delivered') as delivered,
       count(challenge_id) filter (where delivery = 'failed') as undelivered,
       count(verified_at) as verified,
       count(verified_at) filter (where purpose = 'order') as placed,
       sum(segments)::bigint as segments
  from sms_messages
 where asked_at >= :from and asked_at < :to and id >= :first and id < :last
   and outcome in ('accepted', 'unknown')
   and (:country::text is null or country = :country)
   and (:provider::text is null or provider = :provider)
   and (:purpose::text is null or purpose = :purpose)
 group by 1, 2
 order by 1, 2;

-- FunnelRepository.COUNT PURPOSE
select purpose as key, country, count(*) as texts,
       count(challenge_id) as codes,
       count(challenge_id) filter (where delivery = 'delivered') as delivered,
       count(challenge_id) filter (where delivery = 'failed') as undelivered,
       count(verified_at) as verified,
       count(verified_at) filter (where purpose = 'order') as placed,
       sum(segments)::bigint as segments
  from sms_messages
 where asked_at >= :from and asked_at < :to and id >= :first and id < :last
   and outcome in ('accepted', 'unknown')
   and (:country::text is null or country = :country)
   and (:provider::text is null or provider = :provider)
   and (:purpose::text is null or purpose = :purpose)
 group by 1, 2
 order by 1, 2;

-- SmsStatisticsRepository.REFUSED
select date_trunc(:step, at, 'UTC') as at, country, reason, enforced, sum(times)::bigint as times
  from sms_refusals
 where at >= :from and at < :to
 group by 1, 2, 3, 4
 order by 1, 2, 3, 4;

-- SmsStatisticsRepository.SENT
select date_trunc(:step, asked_at, 'UTC') as at, country, provider,
       count(*) filter (where outcome = 'accepted') as sent,
       count(*) filter (where delivery = 'delivered') as delivered,
       count(*) filter (where delivery = 'failed') as undelivered,
       count(verified_at) as verified,
       count(*) filter (where outcome <> 'accepted') as refused,
       coalesce(sum(segments) filter (where outcome = 'accepted'), 0)::bigint as segments
  from sms_messages
 where asked_at >= :from and asked_at < :to
 group by 1, 2, 3
 order by 1, 2, 3;

-- SpendRepository.SEGMENTS
select country, sum(segments)::bigint as segments,
       coalesce(sum(segments) filter (where purpose = 'notice'), 0)::bigint as notices
  from sms_messages
 where asked_at >= :from and asked_at < :to and outcome in ('accepted', 'unknown')
 group by country;

-- SpendRepository.SET_ENABLED
insert into sms_switch (enabled, changed_by) values (:enabled, :changed_by)
on conflict (id) do update set enabled = excluded.enabled, changed_by = excluded.changed_by,
                               changed_at = now();

-- SpendRepository.SWITCH
select enabled from sms_switch;
