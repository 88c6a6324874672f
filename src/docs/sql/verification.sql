-- ChallengeRetention.CHALLENGES
with over as materialized (
  select id, phone, purpose from challenges
   where id < (lpad(to_hex((extract(epoch from now() - :keep * interval '1 second') * 1000)::bigint), 12, '0')
               || '70008000000000000000')::uuid
     and expires_at < now() and (consumed_at is null or consumed_at < now() - interval '24 hours')
   order by id limit :size for update skip locked),
last as (
  delete from last_codes l using over o
   where l.phone = o.phone and l.purpose = o.purpose and l.challenge_id = o.id),
gone as (
  delete from challenges where id = any (array(select id from over))
  returning created_at + :keep * interval '1 second' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- ChallengeRetention.WRONG_GUESSES
with over as materialized (
  select phone, purpose, day, address from wrong_guesses
   where day < (now() at time zone 'UTC')::date - 1
   order by day limit :size for update skip locked),
gone as (
  delete from wrong_guesses w using over o
   where w.phone = o.phone and w.purpose = o.purpose and w.day = o.day and w.address = o.address
  returning (w.day + 2)::timestamp at time zone 'UTC' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- ChallengeSql.ABANDON
update challenges set closed_at = coalesce(closed_at, now()), start_key = null where id = :id;

-- ChallengeSql.CLOSE
update challenges set closed_at = now(), start_key = null where id = :id and consumed_at is null;

-- ChallengeSql.COUNT_SEND
with turn as (
  insert into last_codes as l (phone, purpose, challenge_id, sent_at)
  select c.phone, c.purpose, c.id, now()
    from challenges c
   where c.id = :id and c.sends < c.max_sends and c.sent_at <= now() - :wait * interval '1 second'
     and c.consumed_at is null and c.closed_at is null and c.expires_at > now()
     and c.attempts < c.max_attempts
  on conflict (phone, purpose) do update
     set challenge_id = excluded.challenge_id, sent_at = excluded.sent_at
   where (l.sent_at <= now() - :wait * interval '1 second'
    or (l.sent_at = (select seen.sent_at from last_codes seen
                      where seen.phone = l.phone and seen.purpose = l.purpose)
        and exists (
          select from challenges last
           where last.id = l.challenge_id
             and (last.sent_at <= now() - :wait * interval '1 second'
                  or last.consumed_at is not null or last.closed_at is not null))))
  returning l.challenge_id)
update challenges c
   set sends = c.sends + 1, sent_at = now()
  from turn
 where c.id = turn.challenge_id and c.sends < c.max_sends and c.consumed_at is null and c.closed_at is null
   and c.attempts < c.max_attempts;

-- ChallengeSql.ERASE
with of_orders as (delete from challenges where phone = :phone and purpose = 'order' and created_at <= :until),
last as (delete from last_codes where phone = :phone and sent_at <= :until)
delete from challenges where phone = :phone and purpose <> 'order' and created_at <= :until;

-- ChallengeSql.ERASE_BUDGETS
delete from budgets where key = any (array(
  select key from budgets where position(:phone::text in key) > 0 order by key for update));

-- ChallengeSql.INSERT
with asked_budgets as materialized (
  select * from unnest(:budget_keys::text[], :budget_counts::bigint[],
                       :budget_quotas::bigint[], :budget_periods::bigint[],
                       :budget_quotas_2::bigint[], :budget_periods_2::bigint[])
    as a (key, count, quota, period, quota_2, period_2)),
full_budgets as materialized (
  select a.key from asked_budgets a cross join lateral (
    select from budgets b
     where b.key = a.key
       and ((b.until > now() and b.taken + a.count > a.quota)
            or (b.until_2 > now() and b.taken_2 + a.count > a.quota_2)) offset 0) b),
turn as (
  insert into last_codes as l (phone, purpose, challenge_id, sent_at)
  select c.phone, c.purpose, c.id, now()
    from (values (:id::uuid, :purpose::text, :phone::text)) as c (id, purpose, phone)
   where not exists (select from full_budgets)
     and not exists (
       select from wrong_guesses w
        where w.phone = c.phone and w.purpose = c.purpose
          and w.day = (now() at time zone 'UTC')::date
          and ((w.address = :guess_address and w.guesses >= :day_address::int)
               or (w.address = '*' and w.guesses >= :day_all::int
                   and (w.guesses >= 10 * :day_all::int
                        or exists (
                          select from wrong_guesses mine
                           where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
                             and mine.address = :guess_address and mine.guesses > 0)))))
     and not exists (
       select from challenges k
        where k.start_key = :start_key::bytea and k.id >= :first_id and k.id < :end_id)
  on conflict (phone, purpose) do update
     set challenge_id = excluded.challenge_id, sent_at = excluded.sent_at
   where may_be_texted(l.phone, l.purpose, l.challenge_id, l.sent_at, :request_digest, :wait)
  returning l.challenge_id),
taken_budgets as (
  insert into budgets as b (key, taken, until, taken_2, until_2)
  select a.key, a.count, now() + a.period * interval '1 millisecond',
         a.count, now() + a.period_2 * interval '1 millisecond'
    from asked_budgets a cross join turn
   where not exists (select from full_budgets)
   order by a.key
  on conflict (key) do update
     set taken = excluded.taken + case when b.until > now() then b.taken else 0 end,
         until = case when b.until > now() then b.until else excluded.until end,
         taken_2 = excluded.taken + case when b.until_2 > now() then b.taken_2 else 0 end,
         until_2 = case when b.until_2 > now() then b.until_2 else excluded.until_2 end
   where exists (
     select from asked_budgets a
      where a.key = b.key
        and (b.until <= now() or b.taken + a.count <= a.quota)
        and (b.until_2 <= now() or b.taken_2 + a.count <= a.quota_2))
  returning b.key, b.taken, b.until, b.taken_2, b.until_2),
started as (
  insert into challenges (id, key_id, purpose, phone, country, payload, about, language, client_address,
                          start_key, request_digest, max_attempts, max_sends, expires_at)
  select challenge_id, :key_id, :purpose::text, :phone::text, :country, :payload::jsonb, :about, :language,
         :address, :start_key::bytea, :request_digest, :max_attempts, :max_sends,
         now() + :life * interval '1 second'
    from turn
  on conflict do nothing
  returning id)
select exists (select from started) as is_started, exists (select from taken_budgets) as has_taken,
       o.all_or_nothing, r.*
  from (select 1 / case when exists (select from full_budgets)
             or (select count(*) from taken_budgets) = (select count(*) from asked_budgets cross join turn)
           then 1 else 0 end as all_or_nothing) o left join (select a.key as budget,
          case when b.until > now() then b.taken else 0 end as taken,
          case when b.until > now() then greatest(extract(epoch from b.until - now()) * 1000, 0)::bigint else a.period end as reset,
          case when b.until_2 > now() then b.taken_2 else 0 end as taken_2,
          case when b.until_2 > now() then greatest(extract(epoch from b.until_2 - now()) * 1000, 0)::bigint else a.period_2 end as reset_2
     from asked_budgets a left join lateral (
       select * from budgets c where c.key = a.key offset 0) b on true
    where exists (select from full_budgets)) r on true;

-- ChallengeSql.NEWEST
select id, encode(key_id, 'hex') as key_id
  from challenges
 where phone = :phone and purpose = :purpose and purpose <> 'order' and closed_at is null
   and ((consumed_at is null and expires_at > now())
        or consumed_at > now() - :window * interval '1 second')
 order by consumed_at is null desc, id desc limit 1;

-- ChallengeSql.PAYLOAD
select payload::text as payload from challenges
 where start_key = :start_key and id >= :first_id and id < :end_id;

-- ChallengeSql.READ_BY_ANY_ID
select c.id, encode(c.key_id, 'hex') as key_id, c.phone, c.country, c.about,
coalesce(c.client_address, '') as client_address,
case when c.consumed_at is not null then 'CONSUMED'
     when c.closed_at is not null or c.expires_at <= now() then 'EXPIRED'
     when exists (
       select from wrong_guesses w
        where w.phone = c.phone and w.purpose = c.purpose
          and w.day = (now() at time zone 'UTC')::date
          and ((w.address = :guess_address and w.guesses >= :day_address::int)
               or (w.address = '*' and w.guesses >= :day_all::int
                   and (w.guesses >= 10 * :day_all::int
                        or exists (
                          select from wrong_guesses mine
                           where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
                             and mine.address = :guess_address and mine.guesses > 0))))) then 'LOCKED'
     when c.attempts >= c.max_attempts then 'EXHAUSTED'
     else 'OPEN' end as state,
greatest(least(c.max_attempts - c.attempts,
               (select min(case when w.address = '*' then :day_all::int else :day_address::int end - w.guesses)
                  from wrong_guesses w
                 where w.phone = c.phone and w.purpose = c.purpose
                   and w.day = (now() at time zone 'UTC')::date
                   and w.address in (:guess_address, '*'))), 0) as attempts_remaining,
c.max_sends - c.sends as sends_remaining,
greatest(ceil(extract(epoch from c.expires_at - now())), 0)::int as expires_in,
greatest(ceil(extract(epoch from greatest(c.sent_at, other.sent_at) - now()) + :wait), 0)::int
  as resend_in,
greatest(floor(extract(epoch from now() - c.sent_at)), 0)::int as sent_ago
from challenges c
left join last_codes l on l.phone = c.phone and l.purpose = c.purpose and l.challenge_id <> c.id
left join challenges other on other.id = l.challenge_id
                          and other.consumed_at is null and other.closed_at is null
 where c.id = :id;

-- ChallengeSql.READ_BY_ID
select c.id, encode(c.key_id, 'hex') as key_id, c.phone, c.country, c.about,
coalesce(c.client_address, '') as client_address,
case when c.consumed_at is not null then 'CONSUMED'
     when c.closed_at is not null or c.expires_at <= now() then 'EXPIRED'
     when exists (
       select from wrong_guesses w
        where w.phone = c.phone and w.purpose = c.purpose
          and w.day = (now() at time zone 'UTC')::date
          and ((w.address = :guess_address and w.guesses >= :day_address::int)
               or (w.address = '*' and w.guesses >= :day_all::int
                   and (w.guesses >= 10 * :day_all::int
                        or exists (
                          select from wrong_guesses mine
                           where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
                             and mine.address = :guess_address and mine.guesses > 0))))) then 'LOCKED'
     when c.attempts >= c.max_attempts then 'EXHAUSTED'
     else 'OPEN' end as state,
greatest(least(c.max_attempts - c.attempts,
               (select min(case when w.address = '*' then :day_all::int else :day_address::int end - w.guesses)
                  from wrong_guesses w
                 where w.phone = c.phone and w.purpose = c.purpose
                   and w.day = (now() at time zone 'UTC')::date
                   and w.address in (:guess_address, '*'))), 0) as attempts_remaining,
c.max_sends - c.sends as sends_remaining,
greatest(ceil(extract(epoch from c.expires_at - now())), 0)::int as expires_in,
greatest(ceil(extract(epoch from greatest(c.sent_at, other.sent_at) - now()) + :wait), 0)::int
  as resend_in,
greatest(floor(extract(epoch from now() - c.sent_at)), 0)::int as sent_ago
from challenges c
left join last_codes l on l.phone = c.phone and l.purpose = c.purpose and l.challenge_id <> c.id
left join challenges other on other.id = l.challenge_id
                          and other.consumed_at is null and other.closed_at is null
 where c.id = :id and c.purpose = :purpose;

-- ChallengeSql.READ_EARLIER
select coalesce(c.start_key = :start_key, false) as is_repeat,
       coalesce(c.request_digest = :request_digest, false) as is_same,
       exists (
         select from wrong_guesses w
          where w.phone = c.phone and w.purpose = c.purpose
            and w.day = (now() at time zone 'UTC')::date
            and ((w.address = :guess_address and w.guesses >= :day_address::int)
                 or (w.address = '*' and w.guesses >= :day_all::int
                     and (w.guesses >= 10 * :day_all::int
                          or exists (
                            select from wrong_guesses mine
                             where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
                               and mine.address = :guess_address and mine.guesses > 0))))) as is_locked,
       c.id, encode(c.key_id, 'hex') as key_id, c.phone, c.country, c.about,
       coalesce(c.client_address, '') as client_address,
       case when c.consumed_at is not null then 'CONSUMED'
            when c.closed_at is not null or c.expires_at <= now() then 'EXPIRED'
            when exists (
              select from wrong_guesses w
               where w.phone = c.phone and w.purpose = c.purpose
                 and w.day = (now() at time zone 'UTC')::date
                 and ((w.address = :guess_address and w.guesses >= :day_address::int)
                      or (w.address = '*' and w.guesses >= :day_all::int
                          and (w.guesses >= 10 * :day_all::int
                               or exists (
                                 select from wrong_guesses mine
                                  where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
                                    and mine.address = :guess_address and mine.guesses > 0))))) then 'LOCKED'
            when c.attempts >= c.max_attempts then 'EXHAUSTED'
            else 'OPEN' end as state,
       greatest(least(c.max_attempts - c.attempts,
                      (select min(case when w.address = '*' then :day_all::int else :day_address::int end - w.guesses)
                         from wrong_guesses w
                        where w.phone = c.phone and w.purpose = c.purpose
                          and w.day = (now() at time zone 'UTC')::date
                          and w.address in (:guess_address, '*'))), 0) as attempts_remaining,
       c.max_sends - c.sends as sends_remaining,
       greatest(ceil(extract(epoch from c.expires_at - now())), 0)::int as expires_in,
       greatest(ceil(extract(epoch from greatest(c.sent_at, other.sent_at) - now()) + :wait), 0)::int
         as resend_in,
       greatest(floor(extract(epoch from now() - c.sent_at)), 0)::int as sent_ago
from challenges c
left join last_codes l on l.phone = c.phone and l.purpose = c.purpose and l.challenge_id <> c.id
left join challenges other on other.id = l.challenge_id
                          and other.consumed_at is null and other.closed_at is null
 where c.start_key = :start_key
    or c.id = (select mine.challenge_id from last_codes mine
                where mine.phone = :phone and mine.purpose = :purpose)
 order by 1 desc limit 1;

-- ChallengeSql.REPEAT
with repeat as (
  update challenges c
     set attempts = least(c.attempts + (:wrong or c.consume_key is distinct from :consume_key::bytea)::int, c.max_attempts),
         consume_key = case when (:wrong or c.consume_key is distinct from :consume_key::bytea) and c.attempts + 1 >= c.max_attempts then null
                            else c.consume_key end
   where c.id = :id and c.purpose = :purpose
     and substring(c.consume_key for 32) = substring(:consume_key::bytea for 32)
     and c.consumed_at > now() - :window * interval '1 second'
     and not exists (
       select from wrong_guesses w
        where w.phone = c.phone and w.purpose = c.purpose
          and w.day = (now() at time zone 'UTC')::date
          and ((w.address = :guess_address and w.guesses >= :day_address::int)
               or (w.address = '*' and w.guesses >= :day_all::int
                   and (w.guesses >= 10 * :day_all::int
                        or exists (
                          select from wrong_guesses mine
                           where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
                             and mine.address = :guess_address and mine.guesses > 0)))))
  returning c.phone, c.country, c.purpose, c.consumed_at, (:wrong or c.consume_key is distinct from :consume_key::bytea) as is_wrong),
wrong as (
  insert into wrong_guesses as w (phone, purpose, day, address, guesses)
  select a.phone, a.purpose, (now() at time zone 'UTC')::date, u.address, 1
    from (select * from repeat where is_wrong) a, unnest(array[:guess_address, '*']) as u (address)
  on conflict (phone, purpose, day, address) do update set guesses = w.guesses + 1
   where w.guesses < case when w.address = '*' then 10 * :day_all::int else :day_address::int end
  returning w.address, w.guesses)
select phone, country, consumed_at, is_wrong from repeat;

-- ChallengeSql.UNCOUNT_SEND
update challenges set sends = sends - 1, sent_at = now() - :wait * interval '1 second' where id = :id;

-- ManagedCodeRepository.COUNT
update challenges c set attempts = c.attempts + 1
 where c.id = :id and c.purpose = :purpose and c.managed_id is not null
   and c.consumed_at is null and c.closed_at is null
   and c.attempts < c.max_attempts and c.expires_at > now()
   and not exists (
     select from wrong_guesses w
      where w.phone = c.phone and w.purpose = c.purpose
        and w.day = (now() at time zone 'UTC')::date
        and ((w.address = :guess_address and w.guesses >= :day_address::int)
             or (w.address = '*' and w.guesses >= :day_all::int
                 and (w.guesses >= 10 * :day_all::int
                      or exists (
                        select from wrong_guesses mine
                         where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
                           and mine.address = :guess_address and mine.guesses > 0)))))
returning c.managed_by, c.managed_id;

-- ManagedCodeRepository.FIND
select managed_by, managed_id, coalesce(language, '') as language
  from challenges where id = :id and managed_id is not null;

-- ManagedCodeRepository.RECORD
update challenges set managed_by = :by, managed_id = :code_id where id = :id and consumed_at is null;

-- ManagedCodeRepository.UNCOUNT
update challenges set attempts = attempts - 1 where id = :id and attempts > 0 and consumed_at is null;
