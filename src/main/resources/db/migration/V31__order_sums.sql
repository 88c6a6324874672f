-- Counts and sums of orders by day (UTC), status, payment method, currency and source of the prices, for the staff's summary. Each
-- change of an order adds rows to order_sum_changes, which has no row that two transactions would wait for; a job moves them into
-- order_sums. Both together are exact at any moment, since a reader sees a change either before or after its move.
alter table orders validate constraint orders_status_known;

create table order_sums (
    day            date not null,
    status         text not null,
    payment_method text not null,
    currency       text not null,
    price_source   text not null,
    orders         bigint not null,
    total_minor    numeric not null,
    primary key (day, status, payment_method, currency, price_source)
) with (fillfactor = 70);

-- Rows live for some seconds: without an index, and swept early.
create table order_sum_changes (
    id             bigint generated always as identity,
    day            date not null,
    status         text not null,
    payment_method text not null,
    currency       text not null,
    price_source   text not null,
    orders         bigint not null,
    total_minor    bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

create function count_placed_order() returns trigger language plpgsql as $$
begin
    insert into order_sum_changes (day, status, payment_method, currency, price_source, orders, total_minor)
    values ((new.created_at at time zone 'UTC')::date, new.status, new.payment_method, new.currency, new.price_source,
            1, new.total_minor);
    return null;
end $$;

create function count_changed_order() returns trigger language plpgsql as $$
begin
    insert into order_sum_changes (day, status, payment_method, currency, price_source, orders, total_minor)
    values ((old.created_at at time zone 'UTC')::date, old.status, old.payment_method, old.currency, old.price_source,
            -1, -old.total_minor),
           ((new.created_at at time zone 'UTC')::date, new.status, new.payment_method, new.currency, new.price_source,
            1, new.total_minor);
    return null;
end $$;

create trigger orders_counted after insert on orders
    for each row execute function count_placed_order();

create trigger orders_counted_again after update of status, payment_method, currency, total_minor, price_source, created_at on orders
    for each row
    when ((old.status, old.payment_method, old.currency, old.total_minor, old.price_source, old.created_at)
          is distinct from (new.status, new.payment_method, new.currency, new.total_minor, new.price_source, new.created_at))
    execute function count_changed_order();

-- The triggers hold writers back until these are counted.
insert into order_sums
select (created_at at time zone 'UTC')::date, status, payment_method, currency, price_source, count(*), sum(total_minor)
  from orders group by 1, 2, 3, 4, 5;
