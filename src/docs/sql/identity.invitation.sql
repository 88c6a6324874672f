-- InvitationRepository.ACCEPT
update invitations i set accepted_at = now(), accepted_by = :user_id
 where i.token_hash in (select decode(h, 'hex') from unnest(:hashes::text[]) as h)
   and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > now()
   and (i.phone = :phone::text or i.email_key = :email_key::text)
   and exists (select from users a
                where a.id = i.created_by and a.role = 'admin' and a.active and a.erased_at is null)
returning i.id, i.role, i.phone, i.email, i.full_name, i.created_by, i.created_at, i.expires_at, i.accepted_at;

-- InvitationRepository.DELETE
delete from invitations where id = :id;

-- InvitationRepository.FIND
select i.id, i.role, i.phone, i.email, i.full_name, i.created_by, i.created_at, i.expires_at, i.accepted_at from invitations i where i.id = :id and i.withdrawn_at is null;

-- InvitationRepository.FIND_BY_TOKEN
select i.id, i.role, i.phone, i.email, i.full_name, i.created_by, i.created_at, i.expires_at, i.accepted_at from invitations i
 where i.token_hash in (select decode(h, 'hex') from unnest(:hashes::text[]) as h) and i.withdrawn_at is null;

-- InvitationRepository.INSERT
with same as (
  select id, created_at from invitations where phone = :phone::text or email_key = :email_key::text),
allowed as (
  select 1 as one
   where (select count(*) from invitations where expires_at > now() and accepted_at is null and withdrawn_at is null)
         < :most_open
     and (select count(*) from same where created_at > now() - interval '1 day') < :most_of_one),
former as (
  update invitations set withdrawn_at = now()
   where id in (select id from same) and accepted_at is null and withdrawn_at is null and exists (select from allowed))
insert into invitations as i (id, role, phone, email, email_key, full_name, token_hash, created_by, expires_at)
select :id, :role, :phone, :email, :email_key, :full_name, :hash, :created_by, now() + :days * interval '1 day'
  from allowed
returning i.id, i.role, i.phone, i.email, i.full_name, i.created_by, i.created_at, i.expires_at, i.accepted_at;

-- InvitationRepository.LIST
select i.id, i.role, i.phone, i.email, i.full_name, i.created_by, i.created_at, i.expires_at, i.accepted_at from invitations i where i.id < :before and i.withdrawn_at is null order by i.id desc limit :limit;

-- InvitationRepository.LOCK_ACCOUNT
select u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at from users u where u.id = :id and u.active and u.erased_at is null for no key update;

-- InvitationRepository.RAISE
update users u
   set role = :role, name = case when u.name = '' then :name else u.name end, version = u.version + 1,
       updated_at = now()
 where u.id = :id
returning u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at;

-- InvitationRepository.WITHDRAW
update invitations i set withdrawn_at = now()
 where i.id = :id and i.accepted_at is null and i.withdrawn_at is null
returning i.id, i.role, i.phone, i.email, i.full_name, i.created_by, i.created_at, i.expires_at, i.accepted_at;

-- InvitationRoutes.OLD
with gone as (
  delete from invitations where id = any (array(
    select id from invitations
     where expires_at < now() - interval '30 days'
     order by expires_at limit :size for update skip locked))
  returning expires_at + interval '30 days' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;
