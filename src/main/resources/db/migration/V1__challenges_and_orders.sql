-- A code that was asked for. Nothing in here can be turned into the code without the server's secret.
create table challenges (
    id             uuid primary key,
    key_id         bytea not null,
    purpose        text not null,
    phone          text not null,
    country        text not null,
    payload        jsonb not null,
    about          text not null,
    start_key      bytea,
    request_digest bytea,
    consume_key    bytea,
    attempts       int not null default 0 check (attempts <= max_attempts),
    max_attempts   int not null,
    sends          int not null default 1 check (sends between 0 and max_sends),
    max_sends      int not null,
    created_at     timestamptz not null default now(),
    sent_at        timestamptz not null default now(),
    expires_at     timestamptz not null,
    consumed_at    timestamptz,
    closed_at      timestamptz
) with (fillfactor = 70);

create unique index challenges_start_key on challenges (start_key) where start_key is not null;

-- Wrong guesses of a phone, which no new code resets: one row an address, one row ('*') for all of them.
create table wrong_guesses (
    phone   text not null,
    purpose text not null,
    day     date not null,
    address text not null,
    guesses int not null,
    primary key (phone, purpose, day, address)
) with (fillfactor = 70);

create table orders (
    id             uuid primary key,
    number         text not null unique,
    challenge_id   uuid unique,
    phone          text not null,
    customer_name  text,
    address        text not null,
    payment_method text not null,
    payment_status text not null default 'pending',
    status         text not null,
    fulfilment     text not null default 'manual',
    currency       text not null,
    total_minor    bigint not null check (total_minor >= 0),
    note           text,
    version        int not null default 1,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now()
) with (fillfactor = 90);

create table order_items (
    order_id         uuid not null references orders (id) on delete cascade,
    position         int not null,
    product_id       text,
    title            text not null,
    unit_price_minor bigint not null check (unit_price_minor >= 0),
    quantity         int not null check (quantity > 0),
    primary key (order_id, position)
);

-- Every change of an order: who, when, from what to what. Rows are only ever added.
create table order_events (
    order_id    uuid not null references orders (id) on delete cascade,
    version     int not null,
    actor       text not null,
    from_status text,
    to_status   text not null,
    note        text,
    at          timestamptz not null default now(),
    primary key (order_id, version)
);

-- Messages that are committed with the change that caused them.
create table outbox (
    id         bigint generated always as identity primary key,
    topic      text not null,
    subject_id uuid not null,
    payload    jsonb not null,
    created_at timestamptz not null default now()
);
