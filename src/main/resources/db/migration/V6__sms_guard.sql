-- Whose budget gets the texts back when the code is typed; the language of the text; and, for codes that a provider
-- makes, which one and what it calls them.
alter table challenges
    add column client_address text,
    add column language       text,
    add column managed_by     text,
    add column managed_id     text;

-- Which text carried which code, and whether that code came back.
alter table sms_messages
    add column challenge_id uuid,
    add column verified_at  timestamptz;

create index sms_messages_challenge on sms_messages (challenge_id) where challenge_id is not null;

-- Texts that were refused before any money was spent. The same refusal many times in a moment is one row.
create table sms_refusals (
    id             uuid primary key,
    at             timestamptz not null,
    reason         text not null,
    enforced       boolean not null,
    purpose        text not null,
    country        text not null,
    client_address text,
    phone_hash     bytea,
    phone_masked   text,
    times          int not null check (times > 0)
);

create index sms_refusals_at on sms_refusals (at);
create index sms_refusals_phone on sms_refusals (phone_hash) where phone_hash is not null;

-- Whether any text may be sent: one row, written by an admin, read by every node.
create table sms_switch (
    id         int primary key default 1 check (id = 1),
    enabled    boolean not null,
    changed_at timestamptz not null default now(),
    changed_by uuid
);
