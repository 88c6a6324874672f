-- PhoneLoginSql.CONFIRM
with attempt as (
  update challenges c
     set attempts = c.attempts + :count, consumed_at = now(), consume_key = :consume_key::bytea
   where c.id = case when now() is not null then :challenge_id::uuid end and c.purpose = :purpose
   and c.consumed_at is null and c.closed_at is null
   and c.attempts + :count <= c.max_attempts and c.expires_at > now()
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
  returning c.id, c.purpose, c.phone, c.country, c.payload, c.client_address, c.sends, c.consumed_at),
cleared as (
  update wrong_guesses w
     set guesses = greatest(0, w.guesses - coalesce((
           select mine.guesses from wrong_guesses mine
            where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
              and mine.address = :guess_address), 0))
    from attempt a
   where w.phone = a.phone and w.purpose = a.purpose
     and w.day = (now() at time zone 'UTC')::date and w.address in (:guess_address, '*')),
released as (
  update budgets b
     set taken = greatest(b.taken - c.sends, 0), taken_2 = greatest(b.taken_2 - c.sends, 0)
    from attempt c
   where :release and c.consumed_at is not null
     and b.key = any (array(
       select k.key
         from attempt a
         cross join lateral (select case when a.client_address like '%/64' then network(set_masklen(a.client_address::inet, 56))::text end as wide, case when a.client_address like '%/64' then network(set_masklen(a.client_address::inet, 48))::text end as widest) n
         cross join lateral unnest(array[
           'otp-unanswered ' || a.client_address,
           'otp-unanswered-56 ' || n.wide,
           'otp-unanswered-48 ' || n.widest,
           'otp-phone ' || a.phone || ' ' || coalesce(n.widest, a.client_address)]) as u (key)
         join budgets k on k.key = u.key
        order by k.key for update of k)))
select a.id as code_id, a.sends, a.phone as code_phone, a.country as code_country,
coalesce(a.client_address, '') as code_address, a.consumed_at,
       exists (select from users u where u.id = :user_id and u.phone = a.phone and u.active) as owner
  from attempt a;

-- PhoneLoginSql.RESET_PASSWORD
with attempt as (
  update challenges c
     set attempts = c.attempts + :count, consumed_at = now(), consume_key = :consume_key::bytea
   where c.id = case when now() is not null then :challenge_id::uuid end and c.purpose = :purpose
   and c.consumed_at is null and c.closed_at is null
   and c.attempts + :count <= c.max_attempts and c.expires_at > now()
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
  returning c.id, c.purpose, c.phone, c.country, c.payload, c.client_address, c.sends, c.consumed_at),
cleared as (
  update wrong_guesses w
     set guesses = greatest(0, w.guesses - coalesce((
           select mine.guesses from wrong_guesses mine
            where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
              and mine.address = :guess_address), 0))
    from attempt a
   where w.phone = a.phone and w.purpose = a.purpose
     and w.day = (now() at time zone 'UTC')::date and w.address in (:guess_address, '*')),
released as (
  update budgets b
     set taken = greatest(b.taken - c.sends, 0), taken_2 = greatest(b.taken_2 - c.sends, 0)
    from attempt c
   where :release and c.consumed_at is not null
     and b.key = any (array(
       select k.key
         from attempt a
         cross join lateral (select case when a.client_address like '%/64' then network(set_masklen(a.client_address::inet, 56))::text end as wide, case when a.client_address like '%/64' then network(set_masklen(a.client_address::inet, 48))::text end as widest) n
         cross join lateral unnest(array[
           'otp-unanswered ' || a.client_address,
           'otp-unanswered-56 ' || n.wide,
           'otp-unanswered-48 ' || n.widest,
           'otp-phone ' || a.phone || ' ' || coalesce(n.widest, a.client_address)]) as u (key)
         join budgets k on k.key = u.key
        order by k.key for update of k))),
holder as (
  select u.id, u.role <> 'customer' as staff,
         coalesce((select ceil(extract(epoch from max(f.left_at) - now()) + :wait)
                     from former_phones f where f.user_id = u.id), 0) as wait
    from attempt a join users u on u.phone = a.phone),
account as (
  update users u
     set password_hash = :password_hash, version = u.version + 1, updated_at = now()
    from holder h
   where u.id = h.id and u.role = 'customer' and h.wait <= 0
  returning u.id),
begun_anew as (
  delete from password_failures p using account c where p.user_id = c.id),
elsewhere as (
  update external_identities e set not_before = now() from account c where e.user_id = c.id),
ended as (
  update refresh_families f set revoked_at = now(), reason = 'password-reset'
    from account c where f.user_id = c.id and f.revoked_at is null)
select a.id as code_id, a.sends, a.phone as code_phone, a.country as code_country,
coalesce(a.client_address, '') as code_address, a.consumed_at, c.id as user_id, coalesce(h.staff, false) as staff,
       greatest(coalesce(h.wait, 0), 0)::bigint as wait
  from attempt a left join holder h on true left join account c on true;

-- PhoneLoginSql.SIGN_IN
with attempt as (
  update challenges c
     set attempts = c.attempts + :count, consumed_at = now(), consume_key = :consume_key::bytea
   where c.id = case when now() is not null then :challenge_id::uuid end and c.purpose = :purpose
   and c.consumed_at is null and c.closed_at is null
   and c.attempts + :count <= c.max_attempts and c.expires_at > now()
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
  returning c.id, c.purpose, c.phone, c.country, c.payload, c.client_address, c.sends, c.consumed_at),
cleared as (
  update wrong_guesses w
     set guesses = greatest(0, w.guesses - coalesce((
           select mine.guesses from wrong_guesses mine
            where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
              and mine.address = :guess_address), 0))
    from attempt a
   where w.phone = a.phone and w.purpose = a.purpose
     and w.day = (now() at time zone 'UTC')::date and w.address in (:guess_address, '*')),
released as (
  update budgets b
     set taken = greatest(b.taken - c.sends, 0), taken_2 = greatest(b.taken_2 - c.sends, 0)
    from attempt c
   where :release and c.consumed_at is not null
     and b.key = any (array(
       select k.key
         from attempt a
         cross join lateral (select case when a.client_address like '%/64' then network(set_masklen(a.client_address::inet, 56))::text end as wide, case when a.client_address like '%/64' then network(set_masklen(a.client_address::inet, 48))::text end as widest) n
         cross join lateral unnest(array[
           'otp-unanswered ' || a.client_address,
           'otp-unanswered-56 ' || n.wide,
           'otp-unanswered-48 ' || n.widest,
           'otp-phone ' || a.phone || ' ' || coalesce(n.widest, a.client_address)]) as u (key)
         join budgets k on k.key = u.key
        order by k.key for update of k))),
found as (
  insert into users as u (id, phone, country)
  select :user_id, a.phone, a.country from attempt a
  on conflict (phone) where phone is not null do update
     set signed_in_at = case when u.active then now() else u.signed_in_at end
  returning u.id, u.role, u.phone, u.active,
            u.role <> 'customer' and u.password_hash is not null as needs_password,
            u.password_hash is not null as limited),
account as (
  select f.id, f.role, f.phone, f.active and not f.needs_password as active, f.needs_password,
         f.limited
    from found f),
family as (
  insert into refresh_families (id, user_id, address, expires_at, limited, method, user_agent)
  select :family_id, c.id, :address, now() + :life * interval '1 second', c.limited, 'code', :user_agent
    from account c where c.active
  returning id, expires_at),
token as (
  insert into refresh_tokens (digest, family_id, expires_at)
  select :digest, f.id, f.expires_at from family f)
select a.id as code_id, a.sends, a.phone as code_phone, a.country as code_country,
coalesce(a.client_address, '') as code_address, a.consumed_at, c.id as user_id, c.role, c.phone, c.active, c.needs_password
  from attempt a left join account c on true;
