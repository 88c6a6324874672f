-- PriceRepository.DELETE
with gone as (delete from prices where product_id = :product_id returning id),
unstocked as (delete from stock where product_id = :product_id)
update price_list l
   set version = l.version + 1, removed = l.version + 1
 where exists (select from gone)
returning l.version, pg_notify('prices', '')::text as told;

-- PriceRepository.LOCK
select version from price_list for update;

-- PriceRepository.LOCK_STOCK
select count(*) from (select from stock order by product_id for update) locked;

-- PriceRepository.PAGE
select p.id, p.product_id, p.currency, p.amount_minor, p.title, p.active, s.available
  from prices p left join stock s on s.product_id = p.product_id
 where p.id > :after and (:product_id::text is null or p.product_id = :product_id)
   and (:text::text is null or strpos(lower(p.product_id || ' ' || coalesce(p.title, '')), lower(:text)) > 0)
 order by p.id limit :limit;

-- PriceRepository.SINCE
select l.version as list_version, l.removed > :since as whole, p.product_id, p.currency, p.amount_minor, p.title,
       p.active
  from price_list l
  left join prices p on l.removed > :since or p.version > :since;

-- PriceRepository.SOLD
select p.id, p.product_id, p.currency, p.amount_minor, p.title, p.active, s.available
  from prices p left join stock s on s.product_id = p.product_id
 where p.id > :after and p.active and (:currency::text is null or p.currency = :currency)
 order by p.id limit :limit;

-- PriceRepository.SOLD_OUT
select product_id from stock where available = 0;

-- PriceRepository.VERSION
select version from price_list;

-- PriceRepository.WRITE
with wanted as materialized (
  select r.* from jsonb_to_recordset(:rows::jsonb)
      as r (product_id text, currency text, amount_minor bigint, title text, active boolean, available bigint)),
gone as (
  delete from prices p
   where :whole and not exists (select from wanted w
                                 where w.product_id = p.product_id and w.currency = p.currency)
  returning p.id),
list as (
  update price_list l
     set version = l.version + 1,
         removed = case when exists (select from gone) then l.version + 1 else l.removed end
  returning l.version),
written as (
  insert into prices as p (product_id, currency, amount_minor, title, active, version)
  select w.product_id, w.currency, w.amount_minor, w.title, w.active, l.version
    from wanted w cross join list l
  on conflict (product_id, currency) do update
     set amount_minor = excluded.amount_minor, title = excluded.title, active = excluded.active,
         version = excluded.version
   where (p.amount_minor, p.title, p.active)
         is distinct from (excluded.amount_minor, excluded.title, excluded.active)
  returning p.id)
select l.version, (select count(*) from written) as written, (select count(*) from gone) as removed,
       pg_notify('prices', '')::text as told
  from list l;

-- PriceRepository.WRITE_STOCK
with wanted as materialized (
  select r.* from jsonb_to_recordset(:rows::jsonb)
      as r (product_id text, currency text, amount_minor bigint, title text, active boolean, available bigint)),
gone as (
  delete from stock s
   where :whole and not exists (select from wanted w where w.product_id = s.product_id))
insert into stock (product_id, available)
select w.product_id, max(w.available)
  from wanted w where w.available is not null
 group by w.product_id order by w.product_id
on conflict (product_id) do update set available = excluded.available;
