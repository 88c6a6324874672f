-- PasskeyRepository.ADD
with guess as (
  insert into passkeys (id, user_id, credential_id, name, data, counter, user_verified, backup_eligible,
                        backed_up, transports)
  select :id, :user_id, :credential_id, :name, :data, :counter, :user_verified, :backup_eligible, :backed_up,
         :transports
   where (select count(*) from passkeys where user_id = :user_id) < 20
  on conflict (credential_id) do nothing
  returning passkeys.*, true as accepted),
proven as (
  update refresh_families f set factor_at = now(), last_used_at = now()
    from guess g, users u
   where g.accepted and f.id = :family_id and f.user_id = :user_id and f.revoked_at is null
     and u.id = f.user_id and u.active)
select * from guess;

-- PasskeyRepository.ASK
update refresh_families set challenge = :challenge, challenge_at = now()
 where id = :family_id and user_id = :user_id and revoked_at is null;

-- PasskeyRepository.LIST
select * from passkeys where user_id = :user_id order by created_at, id;

-- PasskeyRepository.PROVE
with guess as (
  update passkeys p
     set counter = :counter, user_verified = :user_verified, backed_up = :backed_up, last_used_at = now()
   where p.id = :id and p.user_id = :user_id
     and (:counter > p.counter or (:counter = 0 and p.counter = 0))
  returning true as accepted),
proven as (
  update refresh_families f set factor_at = now(), last_used_at = now()
    from guess g, users u
   where g.accepted and f.id = :family_id and f.user_id = :user_id and f.revoked_at is null
     and u.id = f.user_id and u.active)
select accepted from guess;

-- PasskeyRepository.REMOVE
with removed as (
  delete from passkeys where id = :id and user_id = :user_id returning user_id),
bare as (
  select r.user_id from removed r where not exists (select from second_factors s where s.user_id = r.user_id and s.totp_secret is not null
  union all
  select from passkeys p where p.user_id = r.user_id and p.id <> :id)),
codes as (
  delete from recovery_codes c using bare b where c.user_id = b.user_id),
unproven as (
  update refresh_families f set factor_at = null
    from bare b where f.user_id = b.user_id and f.factor_at is not null)
select count(*) > 0 as removed from removed;

-- PasskeyRepository.TAKE
with asked as (
  select f.id, f.challenge from refresh_families f
   where f.id = :family_id and f.user_id = :user_id and f.revoked_at is null
     and f.challenge is not null and f.challenge_at > now() - interval '5 minutes' for update),
taken as (
  update refresh_families f set challenge = null, challenge_at = null from asked a where f.id = a.id)
select challenge from asked;
