-- GuestRepository.END
insert into ended_guests as g (phone_hash, ended_at) values (:hash, :until)
on conflict (phone_hash) do update set ended_at = greatest(g.ended_at, excluded.ended_at);

-- GuestRepository.IS_WELCOME
select not exists (select from users u where u.phone = :phone and not u.active)
   and not exists (
         select from ended_guests g
          where g.phone_hash = any (:hashes) and g.ended_at >= :issued_at) as welcome;

-- UserRepository.BY_EMAIL
select u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at from users u where u.email_key = :key;

-- UserRepository.BY_ID
select u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at from users u where u.id = :id and u.erased_at is null;

-- UserRepository.BY_PHONE
select u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at from users u where u.phone = :phone;

-- UserRepository.HAS_ADMIN
select exists (select from users where role = 'admin' and active) as found;

-- UserRepository.INSERT
insert into users as u (id, name, email, password_hash, claimed_phone)
values (:id, :name, :email, :password_hash, :claimed_phone)
on conflict do nothing
returning u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at;

-- UserRepository.INSERT_FIRST_ADMIN
insert into users as u (id, name, email, password_hash, role)
select :id, :name, :email, :password_hash, 'admin'
 where not exists (select from users where role = 'admin' and active)
on conflict do nothing
returning u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at;

-- UserRepository.RENEW_HASH
update users set password_hash = :renewed where id = :id and password_hash = :hash;
