-- One attempt to pay for an order. What was captured counts for the order, unless it is surplus: a second payment, to be
-- given back.
create table payments (
    id             uuid primary key,
    order_id       uuid not null references orders (id),
    attempt        int not null check (attempt > 0),
    provider       text not null,
    status         text not null default 'pending'
                       check (status in ('pending', 'unknown', 'authorised', 'paid', 'failed', 'partially_refunded',
                                         'refunded')),
    surplus        boolean not null default false,
    currency       text not null,
    amount_minor   bigint not null check (amount_minor > 0),
    captured_minor bigint not null default 0 check (captured_minor in (0, amount_minor)),
    reserved_minor bigint not null default 0,
    refunded_minor bigint not null default 0,
    reference      text,
    transaction_id text,
    redirect_url   text,
    reason         text,
    checks         int not null default 0,
    check_at       timestamptz,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (order_id, attempt),
    unique (provider, reference),
    unique (provider, transaction_id),
    constraint payments_refunds_are_covered check (
        0 <= refunded_minor and refunded_minor <= reserved_minor and reserved_minor <= captured_minor),
    constraint payments_captured_when_paid check (
        (captured_minor > 0) = (status in ('paid', 'partially_refunded', 'refunded')))
) with (fillfactor = 80);

create unique index payments_one_open on payments (order_id) where status in ('pending', 'unknown');
create unique index payments_one_captured on payments (order_id) where captured_minor > 0 and not surplus;
create index payments_check on payments (check_at) where check_at is not null;

-- The life of a payment, whichever way it is changed. PaymentStatus has the same table.
create function check_payment_step() returns trigger language plpgsql as $$
begin
    if new.status <> old.status and (old.status || ' ' || new.status) not in (
        'pending unknown', 'pending authorised', 'pending paid', 'pending failed',
        'unknown pending', 'unknown authorised', 'unknown paid', 'unknown failed',
        'authorised paid', 'authorised failed',
        'failed pending', 'failed unknown', 'failed authorised', 'failed paid',
        'paid partially_refunded', 'paid refunded', 'partially_refunded refunded') then
        raise exception 'a payment does not go from % to %', old.status, new.status;
    end if;
    if (new.order_id, new.provider, new.currency, new.amount_minor) is distinct from
       (old.order_id, old.provider, old.currency, old.amount_minor) then
        raise exception 'the terms of a payment do not change';
    end if;
    return new;
end $$;

create trigger payments_take_steps before update on payments
    for each row execute function check_payment_step();

-- Money on its way back. Those that have not failed are reserved in the payment, whose own check then refuses any that
-- would give back more than was captured.
create table refunds (
    id             uuid primary key,
    payment_id     uuid not null references payments (id),
    amount_minor   bigint not null check (amount_minor > 0),
    status         text not null default 'requested'
                       check (status in ('requested', 'unknown', 'pending', 'settled', 'failed')),
    cause          text not null check (cause in ('admin', 'cancelled', 'surplus', 'by-hand', 'provider')),
    request_key    text unique,
    request_digest text,
    requested_by   uuid,
    reference      text,
    reason         text,
    checks         int not null default 0,
    check_at       timestamptz,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now()
) with (fillfactor = 80);

create unique index refunds_one_asked_for on refunds (payment_id) where status in ('requested', 'unknown');
create unique index refunds_reference on refunds (payment_id, reference) where reference is not null;
create index refunds_payment on refunds (payment_id);
create index refunds_check on refunds (check_at) where check_at is not null;

create function reserve_refund() returns trigger language plpgsql as $$
declare
    reserved bigint := case when new.status = 'failed' then 0 else new.amount_minor end;
    settled  bigint := case when new.status = 'settled' then new.amount_minor else 0 end;
begin
    if tg_op = 'UPDATE' then
        if (new.payment_id, new.amount_minor) is distinct from (old.payment_id, old.amount_minor)
           or (old.status in ('settled', 'failed') and new.status <> old.status) then
            raise exception 'the terms and the end of a refund do not change';
        end if;
        reserved := reserved - case when old.status = 'failed' then 0 else old.amount_minor end;
        settled := settled - case when old.status = 'settled' then old.amount_minor else 0 end;
    end if;
    if reserved <> 0 or settled <> 0 then
        update payments
           set reserved_minor = reserved_minor + reserved, refunded_minor = refunded_minor + settled
         where id = new.payment_id;
    end if;
    return null;
end $$;

create trigger refunds_are_reserved after insert or update on refunds
    for each row execute function reserve_refund();

create trigger refunds_are_kept before delete on refunds
    for each row execute function refuse_change();

-- What happened to payments, and each message of a provider once. Rows are only ever added.
create table payment_events (
    id         bigint generated always as identity primary key,
    provider   text not null,
    event_id   text not null,
    kind       text not null,
    payment_id uuid references payments (id),
    actor      text not null,
    at         timestamptz not null default now(),
    unique (provider, event_id)
);

create index payment_events_payment on payment_events (payment_id, id) where payment_id is not null;

create trigger payment_events_are_final before update or delete on payment_events
    for each row execute function refuse_change();

create trigger payment_events_are_not_emptied before truncate on payment_events
    for each statement execute function refuse_change();

-- What a person has to look at.
create table payment_flags (
    id                uuid primary key,
    payment_id        uuid not null references payments (id),
    reason            text not null,
    reported_minor    bigint,
    reported_currency text,
    transaction_id    text,
    created_at        timestamptz not null default now(),
    resolved_at       timestamptz,
    resolved_by       uuid,
    note              text
);

create unique index payment_flags_open on payment_flags (payment_id, reason) where resolved_at is null;
create index payment_flags_newest on payment_flags (id desc) where resolved_at is null;

-- A provider's token, which all nodes share: asking for one is limited. It is encrypted with a key that comes from
-- SECRET_KEY; key_id says from which.
create table payment_tokens (
    provider    text primary key,
    version     int not null default 0,
    key_id      text,
    sealed      bytea,
    expires_at  timestamptz,
    calls       timestamptz[] not null default '{}',
    leased_till timestamptz not null default '-infinity'
);
