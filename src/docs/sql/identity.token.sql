-- RefreshSql.CALLER
select case when f.limited then 'customer' else u.role end as role, u.phone,
       f.limited and u.role <> 'customer' as limited, f.seen_generation >= :generation as seen,
       f.created_at, f.factor_at is not null as proven,
       coalesce(f.factor_at > now() - interval '5 minutes', false) as fresh,
       case when u.role = 'customer' or f.limited then '' else concat_ws(',',
         (select 'totp' from second_factors s where s.user_id = u.id and s.totp_secret is not null),
         (select 'passkey' from passkeys p where p.user_id = u.id limit 1),
         (select 'recovery_code' from recovery_codes r where r.user_id = u.id and r.used_at is null limit 1)) end as methods
  from refresh_families f join users u on u.id = f.user_id
 where f.id = :family_id and u.id = :user_id and f.revoked_at is null and u.active
   and f.created_at > now() - :longest * interval '1 second';

-- RefreshSql.NEWEST
select t.digest from refresh_tokens t join refresh_families f on f.id = t.family_id
 where f.id = :family_id and f.user_id = :user_id and f.revoked_at is null
   and t.used_at is null and t.expires_at > now()
 order by t.generation desc limit 1;

-- RefreshSql.ROTATE
with used as (
  update refresh_tokens t
     set used_at = now(), successor = :successor
    from refresh_families f join users u on u.id = f.user_id
   where t.digest = :digest and t.used_at is null and t.expires_at > now()
     and f.id = t.family_id and f.revoked_at is null and u.active
     and f.created_at > now() - :longest * interval '1 second'
  returning f.id as family_id, u.id as user_id, u.phone, t.generation + 1 as generation, f.factor_at,
            case when f.limited then 'customer' else u.role end as role,
            least(now() + :life * interval '1 second',
                  f.created_at + :longest * interval '1 second') as ends_at),
added as (
  insert into refresh_tokens (digest, family_id, expires_at, generation)
  select :successor, family_id, ends_at, generation from used),
prolonged as (
  update refresh_families f set expires_at = used.ends_at, last_used_at = now() from used where f.id = used.family_id),
noted as (
  update users u set signed_in_at = now()
    from used where u.id = used.user_id and u.signed_in_at < now() - interval '1 day')
select family_id, user_id, role, phone, generation, factor_at from used;

-- RefreshSql.STATE
select f.id as family_id, u.id as user_id, u.phone, t.successor,
       case when f.limited then 'customer' else u.role end as role,
       t.generation, f.factor_at,
       t.used_at is not null as used,
       coalesce(t.used_at > now() - :grace * interval '1 second', false) as just_used,
       coalesce(s.used_at is null and f.seen_generation < s.generation, false) as successor_unseen,
       f.revoked_at is null and u.active and t.expires_at > now()
         and f.created_at > now() - :longest * interval '1 second' as alive
  from refresh_tokens t
  join refresh_families f on f.id = t.family_id
  join users u on u.id = f.user_id
  left join refresh_tokens s on s.digest = t.successor
 where t.digest = :digest;

-- SignInRepository.FAMILY
select family_id from refresh_tokens where digest = :digest;

-- SignInRepository.LIMIT
update refresh_families set limited = :limited where id = :family_id;

-- SignInRepository.REVOKE
update refresh_families set revoked_at = now(), reason = :reason
 where id = :family_id and revoked_at is null;

-- SignInRepository.REVOKE_ALL
with elsewhere as (
  update external_identities set not_before = now() where user_id = :user_id and :elsewhere)
update refresh_families set revoked_at = now(), reason = :reason
 where user_id = :user_id and id <> :kept and revoked_at is null;

-- SignInRepository.REVOKE_BY_TOKEN
update refresh_families f set revoked_at = now(), reason = 'logout'
  from refresh_tokens t
 where t.digest = :digest and f.id = t.family_id and f.revoked_at is null
returning f.user_id;

-- SignInRepository.SEE
update refresh_families set seen_generation = :generation
 where id = :family_id and seen_generation < :generation;

-- SignInSql.OPEN
with account as (
  select id, active, :limited as limited from users
   where id = :user_id and password_hash is not distinct from :password_hash::text for no key update),
noted as (
  update users u set signed_in_at = now()
    from account a where u.id = a.id and a.active and u.signed_in_at < now() - interval '1 day'),
family as (
  insert into refresh_families (id, user_id, address, expires_at, limited, method, user_agent)
  select :family_id, c.id, :address, now() + :life * interval '1 second', c.limited, 'password', :user_agent
    from account c where c.active
  returning id, expires_at),
token as (
  insert into refresh_tokens (digest, family_id, expires_at)
  select :digest, f.id, f.expires_at from family f)
select active from account;

-- TokenRetention.EXPIRED_TOKENS
with gone as (
  delete from refresh_tokens where digest = any (array(
    select digest from refresh_tokens
     where expires_at < now()
     order by expires_at limit :size for update skip locked))
  returning expires_at as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- TokenRetention.GUEST_ENDS
with gone as (
  delete from ended_guests where phone_hash = any (array(
    select phone_hash from ended_guests
     where ended_at < now() - interval '1 day' - :keep * interval '1 second'
     order by ended_at limit :size for update skip locked))
  returning ended_at + interval '1 day' + :keep * interval '1 second' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- TokenRetention.SIGN_INS
with gone as (
  delete from refresh_families where id = any (array(
    select f.id from refresh_families f
     where least(f.expires_at, f.revoked_at) < now() - interval '7 days' and not exists (select from refresh_tokens t where t.family_id = f.id)
     order by least(f.expires_at, f.revoked_at) limit :size for update skip locked))
  returning least(expires_at, revoked_at) + interval '7 days' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- TokenRetention.TOKENS_OF_SIGN_INS
with gone as (
  delete from refresh_tokens r where digest = any (array(
    select t.digest
      from (select f.id from refresh_families f where least(f.expires_at, f.revoked_at) < now() - interval '7 days'
             order by least(f.expires_at, f.revoked_at) limit :size) s,
           lateral (select digest from refresh_tokens where family_id = s.id
                     limit :size for update skip locked) t
     limit :size))
  returning (select least(f.expires_at, f.revoked_at) + interval '7 days' from refresh_families f
              where f.id = r.family_id) as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;
