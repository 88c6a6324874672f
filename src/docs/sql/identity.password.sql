-- PasswordFailureRepository.CLEAR
delete from password_failures where user_id = :user_id;

-- PasswordFailureRepository.RIGHT
with origin as (select exists (select from refresh_families f
         where f.user_id = :user_id and f.address = :address and f.reason is distinct from 'reuse') as known),
blocked as (
  select from password_failures p join origin o on o.known = p.known
   where p.user_id = :user_id and case when p.failures < 10 then false
        when p.failures < 100
        then p.at + least(power(2, (p.failures - 10) / 5), 3600) * interval '1 second' > now()
        else p.at + interval '1 day' > now()
             or exists (select from users u
                         where u.id = p.user_id and u.phone is not null and u.role = 'customer') end),
cleared as (
  delete from password_failures p using origin o
   where p.user_id = :user_id and p.known = o.known and not exists (select from blocked))
select not exists (select from blocked) as accepted;

-- PasswordFailureRepository.WRONG
insert into password_failures as p (user_id, known, failures)
select :user_id, exists (select from refresh_families f
         where f.user_id = :user_id and f.address = :address and f.reason is distinct from 'reuse'), 1
on conflict (user_id, known) do update
   set failures = least(p.failures + 1, 100), at = now()
 where not (case when p.failures < 10 then false
      when p.failures < 100
      then p.at + least(power(2, (p.failures - 10) / 5), 3600) * interval '1 second' > now()
      else p.at + interval '1 day' > now()
           or exists (select from users u
                       where u.id = p.user_id and u.phone is not null and u.role = 'customer') end);
