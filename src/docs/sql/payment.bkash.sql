-- TokenRepository.FIND
select version, key_id, sealed, expires_at from payment_tokens
 where provider = :provider and sealed is not null and expires_at > now();

-- TokenRepository.INSERT
insert into payment_tokens (provider) values (:provider) on conflict do nothing;

-- TokenRepository.LEASE
update payment_tokens t
   set leased_till = now() + :lease * interval '1 second',
       calls = array(select c from unnest(t.calls) as c where c > now() - interval '61 minutes') || now()
 where t.provider = :provider and t.leased_till <= now()
   and (t.expires_at is null or t.expires_at < now() + interval '2 minutes' or t.version <= :seen)
   and (select count(*) from unnest(t.calls) as c where c > now() - interval '61 minutes') < :most
returning t.version, t.key_id, t.sealed;

-- TokenRepository.RELEASE
update payment_tokens t
   set leased_till = now(), sealed = null, key_id = null, expires_at = null,
       calls = case when :unsent then t.calls[1:cardinality(t.calls) - 1] else t.calls end
 where t.provider = :provider;

-- TokenRepository.STORE
update payment_tokens
   set version = version + 1, key_id = :key_id, sealed = :sealed, leased_till = now(),
       expires_at = now() + :life * interval '1 second'
 where provider = :provider
returning version, key_id, sealed, expires_at;
