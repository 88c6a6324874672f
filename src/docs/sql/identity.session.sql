-- SessionRepository.END
update refresh_families set revoked_at = now(), reason = :reason
 where id = :id and user_id = :user_id and revoked_at is null and expires_at > now()
   and created_at > now() - :longest * interval '1 second';

-- SessionRepository.LIST
select id, created_at, coalesce(last_used_at, created_at) as last_used_at, method,
       nullif(user_agent, '') as user_agent, address, factor_at
  from refresh_families
 where user_id = :user_id and revoked_at is null and expires_at > now()
   and created_at > now() - :longest * interval '1 second'
 order by coalesce(last_used_at, created_at) desc, id desc
 limit 100;
