-- BudgetRetention.BUDGETS
delete from budgets where key = any (array(
  select key from budgets where greatest(until, until_2) < now() and until_2 < now()
   order by until_2 limit :size for update skip locked));

-- BudgetRetention.LEASES
delete from budget_leases where (key, node) in (
  select key, node from budget_leases
   where greatest(until, until_2) < now() and expires_at < now()
   limit :size for update skip locked);

-- DatabaseRateLimiter.ACQUIRE
with asked_budgets as materialized (
  select * from unnest(:budget_keys::text[], :budget_counts::bigint[],
                       :budget_quotas::bigint[], :budget_periods::bigint[],
                       :budget_quotas_2::bigint[], :budget_periods_2::bigint[])
    as a (key, count, quota, period, quota_2, period_2)),
full_budgets as materialized (
  select a.key from asked_budgets a cross join lateral (
    select from budgets b
     where b.key = a.key
       and ((b.until > now() and b.taken + a.count > a.quota)
            or (b.until_2 > now() and b.taken_2 + a.count > a.quota_2)) offset 0) b),
taken_budgets as (
  insert into budgets as b (key, taken, until, taken_2, until_2)
  select a.key, a.count, now() + a.period * interval '1 millisecond',
         a.count, now() + a.period_2 * interval '1 millisecond'
    from asked_budgets a
   where not exists (select from full_budgets)
   order by a.key
  on conflict (key) do update
     set taken = excluded.taken + case when b.until > now() then b.taken else 0 end,
         until = case when b.until > now() then b.until else excluded.until end,
         taken_2 = excluded.taken + case when b.until_2 > now() then b.taken_2 else 0 end,
         until_2 = case when b.until_2 > now() then b.until_2 else excluded.until_2 end
   where exists (
     select from asked_budgets a
      where a.key = b.key
        and (b.until <= now() or b.taken + a.count <= a.quota)
        and (b.until_2 <= now() or b.taken_2 + a.count <= a.quota_2))
  returning b.key, b.taken, b.until, b.taken_2, b.until_2)
select o.all_or_nothing, s.*
  from (select 1 / case when exists (select from full_budgets)
             or (select count(*) from taken_budgets) = (select count(*) from asked_budgets)
           then 1 else 0 end as all_or_nothing) o
  left join (
    select true as is_taken, t.key as budget, t.taken, greatest(extract(epoch from t.until - now()) * 1000, 0)::bigint as reset, t.taken_2, greatest(extract(epoch from t.until_2 - now()) * 1000, 0)::bigint as reset_2 from taken_budgets t
    union all
    select false, r.* from (select a.key as budget,
            case when b.until > now() then b.taken else 0 end as taken,
            case when b.until > now() then greatest(extract(epoch from b.until - now()) * 1000, 0)::bigint else a.period end as reset,
            case when b.until_2 > now() then b.taken_2 else 0 end as taken_2,
            case when b.until_2 > now() then greatest(extract(epoch from b.until_2 - now()) * 1000, 0)::bigint else a.period_2 end as reset_2
       from asked_budgets a left join lateral (
         select * from budgets c where c.key = a.key offset 0) b on true
      where exists (select from full_budgets)) r) s on true;

-- DatabaseRateLimiter.RELEASE
update budgets b
   set taken = greatest(b.taken - r.count, 0), taken_2 = greatest(b.taken_2 - r.count, 0)
  from unnest(:keys::text[], :counts::bigint[]) as r (key, count)
 where b.key = r.key
   and b.key = any (array(
     select k.key from budgets k where k.key = any (:keys::text[]) order by k.key for update));

-- LeaseRepository.ACQUIRE
select granted, remaining, ends_ms, wait_ms
  from acquire_lease(:key, :node, :life, :held, :needed, :quota, :period, :quota_2, :period_2);

-- LeaseRepository.REPORT
with reports as materialized (
  select * from unnest(:keys::text[], :released::bigint[], :held::bigint[]) as r (key, released, held)),
back as (
  update budgets b
     set taken = greatest(b.taken - r.released, 0), taken_2 = greatest(b.taken_2 - r.released, 0)
    from reports r
   where b.key = r.key and r.released > 0
     and b.key = any (array(
       select k.key from budgets k where k.key = any (:keys::text[]) order by k.key for update))),
ended as (
  delete from budget_leases l using reports r
   where l.key = r.key and l.key = any (:keys::text[]) and l.node = :node and r.held = 0)
update budget_leases l
   set held = r.held, expires_at = now() + :life * interval '1 millisecond'
  from reports r
 where l.key = r.key and l.key = any (:keys::text[]) and l.node = :node and r.held > 0;
