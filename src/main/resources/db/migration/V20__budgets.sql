-- Budgets that all nodes share. Unlogged: counts of a day are worth no write-ahead log, and a crash of the server or a promoted
-- standby begins with empty ones. A row has two windows; where a policy has one, both are the same.
create unlogged table budgets (
    key text collate "C" primary key,
    taken bigint not null,
    until timestamptz not null,
    taken_2 bigint not null,
    until_2 timestamptz not null
) with (fillfactor = 80);

-- For the job that deletes what is over. No count changes it, so that counting stays within the page of the row.
create index budgets_until_2_idx on budgets (until_2);

-- What a node has taken of a budget ahead of its calls, and not used. Others have it when the node gives it back or dies.
create unlogged table budget_leases (
    key text collate "C" not null,
    node uuid not null,
    held bigint not null,
    -- The windows of the budget from which it was taken.
    until timestamptz not null,
    until_2 timestamptz not null,
    expires_at timestamptz not null,
    primary key (key, node)
) with (fillfactor = 80);

-- A lease for a node: 5 % of what a budget has left, or as much as the call needs that asks for it, or nothing.
create function acquire_lease(
    budget text, for_node uuid, life_ms bigint, already_held bigint, needed bigint,
    quota bigint, period_ms bigint, quota_2 bigint, period_2_ms bigint,
    out granted bigint, out remaining bigint, out ends_ms bigint, out wait_ms bigint)
language plpgsql as $$
declare
    b budgets;
    back bigint;
    back_2 bigint;
begin
    insert into budgets (key, taken, until, taken_2, until_2)
    values (budget, 0, now() + period_ms * interval '1 millisecond', 0, now() + period_2_ms * interval '1 millisecond')
    on conflict (key) do nothing;
    select * into b from budgets where key = budget for update;
    with dead as (
        delete from budget_leases l
         where l.key = budget and l.expires_at <= clock_timestamp() and l.node <> for_node
        returning l.held, l.until, l.until_2)
    select coalesce(sum(held) filter (where dead.until = b.until), 0),
           coalesce(sum(held) filter (where dead.until_2 = b.until_2), 0)
      into back, back_2
      from dead;
    b.taken := greatest(b.taken - back, 0);
    b.taken_2 := greatest(b.taken_2 - back_2, 0);
    if b.until <= clock_timestamp() then
        b.taken := 0;
        b.until := clock_timestamp() + period_ms * interval '1 millisecond';
    end if;
    if b.until_2 <= clock_timestamp() then
        b.taken_2 := 0;
        b.until_2 := clock_timestamp() + period_2_ms * interval '1 millisecond';
    end if;
    remaining := greatest(least(quota - b.taken, quota_2 - b.taken_2), 0);
    granted := case when remaining < needed then 0
                    else least(remaining, greatest(needed, ceil(remaining * 0.05)::bigint)) end;
    remaining := remaining - granted;
    ends_ms := extract(epoch from least(b.until, b.until_2) - clock_timestamp()) * 1000;
    wait_ms := extract(epoch from case when quota_2 - b.taken_2 < needed then greatest(b.until, b.until_2)
                                       else b.until end - clock_timestamp()) * 1000;
    update budgets u
       set taken = b.taken + granted, until = b.until, taken_2 = b.taken_2 + granted, until_2 = b.until_2
     where u.key = budget;
    if granted > 0 then
        insert into budget_leases as l (key, node, held, until, until_2, expires_at)
        values (budget, for_node, already_held + granted, b.until, b.until_2,
                clock_timestamp() + life_ms * interval '1 millisecond')
        on conflict (key, node) do update
           set held = excluded.held, until = excluded.until, until_2 = excluded.until_2,
               expires_at = excluded.expires_at;
    end if;
end $$;
