-- FormerPhones.ADD
insert into former_phones (id, user_id, phone) values (:id, :user_id, :phone);

-- FormerPhones.ERASE
delete from former_phones where user_id = :user_id;

-- FormerPhones.FIND
select phone from former_phones where id = :id;

-- FormerPhones.FIND_OF
select phone, max(left_at) as left_at from former_phones where user_id = :user_id group by phone;

-- PhoneProofRepository.PROVE
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
coalesce(a.client_address, '') as code_address, a.consumed_at, a.phone, a.country, a.payload ->> 'user_id' = :user_id as asked
  from attempt a;

-- UserChangeRepository.ADMINISTER
update users u
   set role = :role, active = :active, version = u.version + 1, updated_at = now()
 where u.id = :id
returning u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at;

-- UserChangeRepository.ADMINS
select id from users where role = 'admin' and active and erased_at is null;

-- UserChangeRepository.ERASE
with invited as (
  delete from invitations i using users u
   where u.id = :id and (i.accepted_by = u.id or i.phone = u.phone or i.email_key = u.email_key))
update users
   set name = '', email = null, password_hash = null, phone = null, country = null, claimed_phone = null,
       active = false, version = version + 1, updated_at = now(), erased_at = now()
 where id = :id;

-- UserChangeRepository.LOCK
select u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at from users u where u.id = :id and u.erased_at is null for no key update;

-- UserChangeRepository.LOCK_ADMINS
select pg_advisory_xact_lock(hashtext('ordergate.admins'));

-- UserChangeRepository.RELEASE_PHONE
update users u
   set phone = null, country = null, version = u.version + 1, updated_at = now()
 where u.phone = :phone and u.id <> :prover and u.active
   and u.signed_in_at < now() - :unused * interval '1 second'
returning u.id;

-- UserChangeRepository.REWRITE
update users u
   set name = :name, email = :email, password_hash = :password_hash, version = u.version + 1,
       updated_at = now()
 where u.id = :id
returning u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at;

-- UserChangeRepository.SET_PHONE
update users u
   set phone = :phone, country = :country, claimed_phone = null, version = u.version + 1, updated_at = now()
 where u.id = :id
returning u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at;

-- UserListSqlForms.FORMS all
select u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at from users u
 where u.erased_at is null and u.id < :before
 order by u.id desc limit :limit;

-- UserListSqlForms.FORMS filtered
select u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at from users u
 where u.erased_at is null and u.id < :before and u.role = 'vendor' and not u.active
 order by u.id desc limit :limit;

-- UserListSqlForms.FORMS search
select u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at from (with newest as materialized (
  select u.id, u.search from users u where u.id < :before and u.erased_at is null
   order by u.id desc limit 5000),
near as materialized (
  select u.id from newest u where (u.search like lower(:like_1) or u.search like lower(:like_2)) order by u.id desc limit :limit),
found as materialized (
  select u.id, u.id < :before and u.erased_at is null as wanted from users u
   where (u.search like lower(:like_1) or u.search like lower(:like_2)) and (select count(*) from near) < :limit and (select count(*) from newest) = 5000
   limit 10000),
far as materialized (
  select u.id from users u
   where (select count(*) from found) = 10000
     and u.id < (select n.id from newest n order by n.id limit 1) and u.erased_at is null and (u.search || '' like lower(:like_1) or u.search || '' like lower(:like_2))
   order by u.id desc limit :limit)
select u.id
  from (select n.id from near n
        union
        select f.id from found f where f.wanted and (select count(*) from found) < 10000
        union
        select f.id from far f) as u
 order by u.id desc limit :limit) as page join users u on u.id = page.id
 order by u.id desc limit :limit;
