-- OrderSumRepository.FIND DAY
select o.day::text as key, o.currency, sum(o.orders)::bigint as orders, sum(o.total_minor)::numeric as total_minor,
       coalesce(sum(o.orders) filter (where o.status in ('cancelled', 'returned', 'refused')), 0)::bigint as undone_orders,
       coalesce(sum(o.total_minor) filter (where o.status in ('cancelled', 'returned', 'refused')), 0)::numeric as undone_minor
  from (select day, status, payment_method, currency, price_source, orders, total_minor from order_sums
        union all
        select day, status, payment_method, currency, price_source, orders, total_minor
          from order_sum_changes) o
 where o.day >= coalesce(:from::date, '-infinity') and o.day < coalesce(:to::date, 'infinity')
 group by 1, 2
having sum(o.orders) <> 0
 order by 1, 2;

-- OrderSumRepository.FIND METHOD
select o.payment_method as key, o.currency, sum(o.orders)::bigint as orders, sum(o.total_minor)::numeric as total_minor,
       coalesce(sum(o.orders) filter (where o.status in ('cancelled', 'returned', 'refused')), 0)::bigint as undone_orders,
       coalesce(sum(o.total_minor) filter (where o.status in ('cancelled', 'returned', 'refused')), 0)::numeric as undone_minor
  from (select day, status, payment_method, currency, price_source, orders, total_minor from order_sums
        union all
        select day, status, payment_method, currency, price_source, orders, total_minor
          from order_sum_changes) o
 where o.day >= coalesce(:from::date, '-infinity') and o.day < coalesce(:to::date, 'infinity')
 group by 1, 2
having sum(o.orders) <> 0
 order by 1, 2;

-- OrderSumRepository.FIND SOURCE
select o.price_source as key, o.currency, sum(o.orders)::bigint as orders, sum(o.total_minor)::numeric as total_minor,
       coalesce(sum(o.orders) filter (where o.status in ('cancelled', 'returned', 'refused')), 0)::bigint as undone_orders,
       coalesce(sum(o.total_minor) filter (where o.status in ('cancelled', 'returned', 'refused')), 0)::numeric as undone_minor
  from (select day, status, payment_method, currency, price_source, orders, total_minor from order_sums
        union all
        select day, status, payment_method, currency, price_source, orders, total_minor
          from order_sum_changes) o
 where o.day >= coalesce(:from::date, '-infinity') and o.day < coalesce(:to::date, 'infinity')
 group by 1, 2
having sum(o.orders) <> 0
 order by 1, 2;

-- OrderSumRepository.FIND STATUS
select o.status as key, o.currency, sum(o.orders)::bigint as orders, sum(o.total_minor)::numeric as total_minor,
       coalesce(sum(o.orders) filter (where o.status in ('cancelled', 'returned', 'refused')), 0)::bigint as undone_orders,
       coalesce(sum(o.total_minor) filter (where o.status in ('cancelled', 'returned', 'refused')), 0)::numeric as undone_minor
  from (select day, status, payment_method, currency, price_source, orders, total_minor from order_sums
        union all
        select day, status, payment_method, currency, price_source, orders, total_minor
          from order_sum_changes) o
 where o.day >= coalesce(:from::date, '-infinity') and o.day < coalesce(:to::date, 'infinity')
 group by 1, 2
having sum(o.orders) <> 0
 order by 1, 2;

-- OrderSumRepository.FOLD
with turn as materialized (select pg_try_advisory_xact_lock(7236001, 31) as mine),
moved as (
  delete from order_sum_changes
   where (select mine from turn)
     and id <= (select max(id) from (select id from order_sum_changes order by id limit :size) f)
  returning *),
sums as (
  insert into order_sums as s (day, status, payment_method, currency, price_source, orders, total_minor)
  select day, status, payment_method, currency, price_source, sum(orders), sum(total_minor)
    from moved
   group by day, status, payment_method, currency, price_source
  having sum(orders) <> 0 or sum(total_minor) <> 0
  on conflict (day, status, payment_method, currency, price_source) do update
     set orders = s.orders + excluded.orders, total_minor = s.total_minor + excluded.total_minor)
select count(*) as moved from moved;
