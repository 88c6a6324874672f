-- ExternalIdentityRepository.ADD
with known as (
  select u.id, u.role, u.phone from users u
   where :by_email and u.email_key = :email_key::text and u.role = 'customer' and u.active),
link as (
  insert into external_identities as e (issuer, subject, user_id)
  values (:issuer, :subject, coalesce((select k.id from known k), :id))
  on conflict (issuer, subject) do update set user_id = excluded.user_id
   where exists (select from users u where u.id = e.user_id and u.erased_at is not null)
  returning user_id),
account as (
  insert into users (id, name, email, claimed_phone, role)
  select l.user_id, :name,
         case when not exists (select from users u where u.email_key = :email_key::text)
              then :email::text end,
         :phone::text, :role
    from link l where l.user_id = :id
  returning id, role, phone)
select id, role, phone, true as may_act, false as fresh, '' as methods from account
union all
select k.id, k.role, k.phone, true, false, '' from known k join link l on l.user_id = k.id;

-- ExternalIdentityRepository.FIND
select u.id, u.role, u.phone, u.active and e.not_before <= :signed_in_at as may_act,
       u.active and u.signed_in_at < now() - interval '1 day' as quiet,
       coalesce(:authenticated_at::timestamptz > now() - interval '5 minutes', false) as fresh,
       case when u.role = 'customer' then '' else concat_ws(',',
         (select 'totp' from second_factors s where s.user_id = u.id and s.totp_secret is not null),
         (select 'passkey' from passkeys p where p.user_id = u.id limit 1),
         (select 'recovery_code' from recovery_codes r where r.user_id = u.id and r.used_at is null limit 1)) end as methods
  from external_identities e join users u on u.id = e.user_id
 where e.issuer = :issuer and e.subject = :subject
   and (u.erased_at is null or e.not_before > :signed_in_at);

-- ExternalIdentityRepository.RECORD_USE
update users set signed_in_at = now() where id = :id and active;
