-- Orders of people who are signed in. No foreign key: checking it would cost every order a lock on its account.
alter table orders add column customer_id uuid;

-- What a search looks through: number, customer's name and titles, in small letters.
alter table orders add column search text not null default '';

update orders o
   set search = lower(concat_ws(' ', o.number, o.customer_name,
                                (select string_agg(i.title, ' ' order by i.position)
                                   from order_items i where i.order_id = o.id)));

alter table orders alter column search drop default;

alter table orders add constraint orders_status_known check (
    status in ('pending', 'verified', 'processing', 'shipped', 'delivered', 'completed', 'cancelled'));
alter table orders add constraint orders_fulfilment_known check (fulfilment in ('manual', 'automatic'));

-- Lists, newest first: ids are in time order. Each list and filter is one range of one of these, read backwards.
create index orders_by_customer on orders (customer_id, id desc) where customer_id is not null;
create index orders_by_status on orders (status, id desc);
create index orders_search on orders using gin (search gin_trgm_ops);

-- What the fulfilment job has to do, oldest first.
create index orders_to_fulfil on orders (status, id)
    where fulfilment = 'automatic' and status in ('pending', 'processing');

-- The life cycle, once more: whatever code writes here, no order goes where its table does not lead. A test compares the two.
create function refuse_illegal_status() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) not in (
        ('pending', 'processing'), ('pending', 'cancelled'),
        ('verified', 'processing'), ('verified', 'cancelled'),
        ('processing', 'shipped'), ('processing', 'completed'), ('processing', 'cancelled'),
        ('shipped', 'delivered'),
        ('delivered', 'completed'))
    then
        raise exception 'an order does not go from % to %', old.status, new.status
            using errcode = 'check_violation', constraint = 'orders_life_cycle';
    end if;
    return new;
end $$;

create trigger orders_life_cycle before update of status on orders
    for each row when (old.status is distinct from new.status) execute function refuse_illegal_status();

create function refuse_illegal_beginning() returns trigger language plpgsql as $$
begin
    raise exception 'no order begins as %', new.status
        using errcode = 'check_violation', constraint = 'orders_life_cycle';
end $$;

create trigger orders_beginning before insert on orders
    for each row when (new.status not in ('pending', 'verified')) execute function refuse_illegal_beginning();

-- An account that is being erased gets no order behind its back: either the order is seen by the erasure, or refused.
create function refuse_orders_of_nobody() returns trigger language plpgsql as $$
begin
    perform from users where id = new.customer_id and erased_at is null for share;
    if not found then
        raise exception 'there is no account %', new.customer_id
            using errcode = 'foreign_key_violation', constraint = 'orders_customer';
    end if;
    return new;
end $$;

create trigger orders_customer before insert on orders
    for each row when (new.customer_id is not null) execute function refuse_orders_of_nobody();

-- The history also says which account it was and in which request. Events are in the order of their transactions (xid),
-- then of their ids: a row with a smaller id may be committed later, but none below the oldest transaction under way.
alter table order_events
    add column id bigint generated always as identity,
    add column xid xid8 not null default pg_current_xact_id(),
    add column actor_id uuid,
    add column request_id text not null default '';

create unique index order_events_in_sequence on order_events (xid, id);

create trigger order_events_are_final before update or delete on order_events
    for each row execute function refuse_change();

create trigger order_events_are_not_emptied before truncate on order_events
    for each statement execute function refuse_change();

-- Answers to calls that made something, for their repeats: written in the transaction that made it.
create table idempotency_keys (
    caller     bytea not null,
    key        bytea not null,
    request    bytea not null,
    subject_id uuid,
    status     int not null,
    location   text,
    etag       text,
    body       text not null,
    created_at timestamptz not null default now(),
    primary key (caller, key)
);

create index idempotency_keys_created_at on idempotency_keys (created_at);
create index idempotency_keys_subject on idempotency_keys (subject_id) where subject_id is not null;
