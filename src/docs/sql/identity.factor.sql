-- FactorSql.CONFIRM
with guess as (
  update second_factors s
     set totp_secret = s.pending_secret, totp_key_id = s.pending_key_id, totp_since = now(),
         totp_step = :step, pending_secret = null, pending_key_id = null, pending_at = null, failures = 0
   where s.user_id = :user_id and s.pending_secret = :sealed
     and s.pending_at > now() - interval '15 minutes'
  returning s.user_id, true as accepted),
replaced as (
  delete from recovery_codes r using guess g where r.user_id = g.user_id),
proven as (
  update refresh_families f set factor_at = now(), last_used_at = now()
    from guess g, users u
   where g.accepted and f.id = :family_id and f.user_id = :user_id and f.revoked_at is null
     and u.id = f.user_id and u.active)
insert into recovery_codes (user_id, hash)
select g.user_id, decode(h.hash, 'hex') from guess g, unnest(:hashes::text[]) as h(hash);

-- FactorSql.NEW_CODES
with account as (
  insert into second_factors as s (user_id)
  select :user_id
   where exists (select from second_factors t where t.user_id = :user_id and t.totp_secret is not null)
      or exists (select from passkeys p where p.user_id = :user_id)
  on conflict (user_id) do update set failures = s.failures
  returning s.user_id),
replaced as (
  delete from recovery_codes r using account a where r.user_id = a.user_id)
insert into recovery_codes (user_id, hash)
select a.user_id, decode(h.hash, 'hex') from account a, unnest(:hashes::text[]) as h(hash);

-- FactorSql.RECOVER
with opened as (
  select s.user_id from second_factors s where s.user_id = :user_id and coalesce((s.failed_at + case when s.failures < 5 then interval '0'
                      when s.failures < 100 then least(power(2, s.failures - 5), 3600) * interval '1 second'
                      else interval '1 day' end) <= now(), true) for update),
used as (
  update recovery_codes r set used_at = now() from opened o
   where r.user_id = o.user_id and encode(r.hash, 'hex') = any(:hashes::text[]) and r.used_at is null
  returning r.user_id),
guess as (
  update second_factors s
     set failures = case when exists (select from used) then 0 else least(s.failures + 1, 100) end,
         failed_at = case when exists (select from used) then s.failed_at else now() end
    from opened o where s.user_id = o.user_id
  returning s.failures = 0 as accepted),
proven as (
  update refresh_families f set factor_at = now(), last_used_at = now()
    from guess g, users u
   where g.accepted and f.id = :family_id and f.user_id = :user_id and f.revoked_at is null
     and u.id = f.user_id and u.active)
select accepted from guess;

-- FactorSql.REMOVE_ALL
with codes as (delete from recovery_codes where user_id = :user_id),
keys as (delete from passkeys where user_id = :user_id returning id),
apps as (delete from second_factors where user_id = :user_id returning totp_secret),
unproven as (
  update refresh_families set factor_at = null where user_id = :user_id and factor_at is not null)
select exists (select from keys) or exists (select from apps where totp_secret is not null) as removed;

-- FactorSql.REMOVE_TOTP
with removed as (
  update second_factors s
     set totp_secret = null, totp_key_id = null, totp_since = null,
         pending_secret = null, pending_key_id = null, pending_at = null
   where s.user_id = :user_id and s.totp_secret is not null
  returning s.user_id),
bare as (
  select r.user_id from removed r where not exists (select from passkeys p where p.user_id = r.user_id)),
codes as (
  delete from recovery_codes c using bare b where c.user_id = b.user_id),
unproven as (
  update refresh_families f set factor_at = null
    from bare b where f.user_id = b.user_id and f.factor_at is not null)
select count(*) > 0 as removed from removed;

-- FactorSql.START
insert into second_factors as s (user_id, pending_secret, pending_key_id, pending_at)
values (:user_id, :sealed, :key_id, now())
on conflict (user_id) do update
   set pending_secret = excluded.pending_secret, pending_key_id = excluded.pending_key_id, pending_at = now();

-- FactorSql.STATE
select u.email, u.phone, s.totp_secret, s.totp_key_id, s.pending_secret, s.pending_key_id,
       greatest(coalesce(ceil(extract(epoch from (s.failed_at + case when s.failures < 5 then interval '0'
                           when s.failures < 100 then least(power(2, s.failures - 5), 3600) * interval '1 second'
                           else interval '1 day' end) - now())), 0), 0)::bigint as wait,
       (select count(*) from recovery_codes r where r.user_id = u.id and r.used_at is null) as codes_left,
       concat_ws(',',
         (select 'totp' from second_factors s where s.user_id = u.id and s.totp_secret is not null),
         (select 'passkey' from passkeys p where p.user_id = u.id limit 1),
         (select 'recovery_code' from recovery_codes r where r.user_id = u.id and r.used_at is null limit 1)) as methods
  from users u left join second_factors s on s.user_id = u.id
 where u.id = :user_id and u.active;

-- FactorSql.TOTP
with guess as (
  update second_factors s
     set totp_step = greatest(s.totp_step, :step),
         failures = case when :step > s.totp_step then 0 else least(s.failures + 1, 100) end,
         failed_at = case when :step > s.totp_step then s.failed_at else now() end,
         totp_secret = case when :step > s.totp_step then :renewed else s.totp_secret end,
         totp_key_id = case when :step > s.totp_step then :renewed_key_id else s.totp_key_id end
   where s.user_id = :user_id and s.totp_secret = :sealed and coalesce((s.failed_at + case when s.failures < 5 then interval '0'
                       when s.failures < 100 then least(power(2, s.failures - 5), 3600) * interval '1 second'
                       else interval '1 day' end) <= now(), true)
  returning s.failures = 0 as accepted),
proven as (
  update refresh_families f set factor_at = now(), last_used_at = now()
    from guess g, users u
   where g.accepted and f.id = :family_id and f.user_id = :user_id and f.revoked_at is null
     and u.id = f.user_id and u.active)
select accepted from guess;
