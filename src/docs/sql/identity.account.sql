-- FormerPhoneRepository.ADD
insert into former_phones (id, user_id, phone) values (:id, :user_id, :phone);

-- FormerPhoneRepository.FIND
select phone, max(left_at) as left_at from former_phones where user_id = :user_id group by phone;

-- FormerPhoneRepository.FIND_ONE
select phone from former_phones where id = :id;

-- FormerPhoneRepository.FORGET
delete from former_phones where user_id = :user_id;

-- UserChangeRepository.ADMINISTER
update users u
   set role = :role, active = :active, version = u.version + 1, updated_at = now()
 where u.id = :id
returning u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at;

-- UserChangeRepository.ADMINS
select id from users where role = 'admin' and active and erased_at is null;

-- UserChangeRepository.ERASE
update users
   set name = '', email = null, password_hash = null, phone = null, country = null, claimed_phone = null,
       active = false, version = version + 1, updated_at = now(), erased_at = now()
 where id = :id;

-- UserChangeRepository.GIVE_PHONE
update users u
   set phone = :phone, country = :country, claimed_phone = null, version = u.version + 1, updated_at = now()
 where u.id = :id
returning u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
u.created_at, u.updated_at;

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
