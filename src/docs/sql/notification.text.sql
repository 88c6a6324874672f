-- OrderTextRepository.ACQUIRE
with told as (
  select o.id as order_id, a.news, decode(a.phone_hash, 'hex') as phone_hash,
         o.customer_id is null or coalesce(u.phone = o.phone, false) as proven,
         coalesce(u.claimed_phone = o.phone, false) and o.address is null and o.fulfilment = 'manual'
           and a.news = 'placed' as given
    from unnest(:order_id::uuid[], :news::text[], :phone_hash::text[]) as a (order_id, news, phone_hash)
    join orders o on o.id = a.order_id left join users u on u.id = o.customer_id
   where o.phone is not null
     and not exists (select from order_texts t where t.order_id = a.order_id and t.news = a.news)),
allowed as (select * from told where proven or given or :unproven),
counted as (
  insert into order_text_days as d (phone_hash, day, texts, unproven)
  select phone_hash, (now() at time zone 'UTC')::date, 1, case when proven then 0 else 1 end
    from allowed where :most > 0 and (proven or :most_unproven > 0)
   order by phone_hash
  on conflict (phone_hash, day) do update
     set texts = d.texts + 1, unproven = d.unproven + excluded.unproven
   where d.texts < :most and (excluded.unproven = 0 or d.unproven < :most_unproven)
  returning d.phone_hash)
select order_id, news, encode(phone_hash, 'hex') as phone_hash, proven,
       exists (select from counted c where c.phone_hash = a.phone_hash) as granted
  from allowed a;

-- OrderTextRepository.RECORD
insert into order_texts (order_id, news)
select order_id, news from unnest(:order_id::uuid[], :news::text[]) as t (order_id, news);

-- OrderTextRepository.RECORD_MISSING
insert into order_texts (order_id, news)
select order_id, news from unnest(:order_id::uuid[], :news::text[]) as t (order_id, news) on conflict do nothing;

-- OrderTextRepository.RELEASE
update order_text_days
   set texts = greatest(texts - 1, 0), unproven = greatest(unproven - :unproven, 0)
 where phone_hash = :phone_hash and day = (now() at time zone 'UTC')::date;

-- OrderTextRetention.DAYS
with over as materialized (
  select phone_hash, day from order_text_days
   where day < ((now() - :keep * interval '1 second') at time zone 'UTC')::date
   order by day limit :size for update skip locked),
gone as (
  delete from order_text_days d using over o where d.phone_hash = o.phone_hash and d.day = o.day
  returning (d.day + 1)::timestamp at time zone 'UTC' + :keep * interval '1 second' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;

-- OrderTextRetention.TEXTS
with over as materialized (
  select order_id, news from order_texts
   where order_id < (lpad(to_hex((extract(epoch from now() - :keep * interval '1 second') * 1000)::bigint), 12, '0')
                     || '70008000000000000000')::uuid
     and sent_at < now() - :keep * interval '1 second'
   order by order_id limit :size for update skip locked),
gone as (
  delete from order_texts t using over o where t.order_id = o.order_id and t.news = o.news
  returning t.sent_at + :keep * interval '1 second' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;
