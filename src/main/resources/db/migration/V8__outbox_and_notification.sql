-- A new message is relayed: handed out to whoever wants its topic. What was there before nobody wanted; it counts as relayed.
alter table outbox add column relayed_at timestamptz default now();
alter table outbox alter column relayed_at drop default;

create index outbox_new on outbox (id) where relayed_at is null;
create index outbox_relayed on outbox (relayed_at) where relayed_at is not null;

-- What is still to be done: a message and one of those who want it. A row goes when that is done. Whoever works on it
-- moves next_at ahead, so that nobody else does, and has a number (fence) that is old as soon as somebody else does.
create table outbox_deliveries (
    id         bigint generated always as identity primary key,
    message_id bigint not null references outbox (id),
    consumer   text not null,
    subject_id uuid not null,
    tries      int not null default 0,
    fence      int not null default 0,
    next_at    timestamptz not null default now(),
    error      text,
    parked_at  timestamptz,
    unique (message_id, consumer)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000);

create index outbox_deliveries_due on outbox_deliveries (consumer, next_at) where parked_at is null;
create index outbox_deliveries_sequence on outbox_deliveries (consumer, subject_id, message_id) where parked_at is null;
create index outbox_deliveries_parked on outbox_deliveries (parked_at, id) where parked_at is not null;

-- Wakes the relays. Transactions that notify commit one after another, so only one at a time does: the others find its
-- lock taken, and their messages are seen with its one, or at the next look that a relay takes by the clock.
create function wake_relays() returns trigger language plpgsql as $$
begin
    if pg_try_advisory_xact_lock(7236001, 1) then
        perform pg_notify('outbox', '');
    end if;
    return null;
end $$;

create trigger outbox_wakes_relays after insert on outbox for each row execute function wake_relays();

-- Which customers were told what about their orders, so that a repeat tells nothing twice.
create table order_texts (
    order_id uuid not null,
    news     text not null,
    sent_at  timestamptz not null default now(),
    primary key (order_id, news)
);

create index order_texts_sent_at on order_texts (sent_at);

-- Where shops want to be called. Their secrets are derived from the server's (key_id) and how often they were replaced.
create table webhook_endpoints (
    id              uuid primary key,
    url             text not null,
    topics          text[] not null,
    active          boolean not null,
    rotation        int not null default 0,
    key_id          text not null,
    previous_key_id text,
    previous_until  timestamptz,
    failing_since   timestamptz,
    disabled_reason text,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

-- Every call of an endpoint. Messages may be gone while the log of them is still here.
create table webhook_attempts (
    id          uuid primary key,
    endpoint_id uuid not null references webhook_endpoints (id) on delete cascade,
    message_id  bigint not null,
    topic       text not null,
    attempt     int not null,
    at          timestamptz not null default now(),
    duration_ms int not null,
    status      int,
    error       text
);

create index webhook_attempts_endpoint on webhook_attempts (endpoint_id, id);
create index webhook_attempts_message on webhook_attempts (endpoint_id, message_id);
create index webhook_attempts_at on webhook_attempts (at);
