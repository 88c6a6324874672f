create extension if not exists pg_trgm;

-- People with an account. Only a verified phone is unique: anybody may claim a number, only its holder can prove it.
create table users (
    id                uuid primary key,
    name              text not null default '',
    email             text,
    password_hash     text,
    phone             text,
    country           text,
    claimed_phone     text,
    role              text not null default 'customer' check (role in ('customer', 'vendor', 'admin')),
    active            boolean not null default true,
    version           int not null default 1,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    erased_at         timestamptz,
    search            text generated always as
                          (lower(name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, claimed_phone, ''))) stored
);

create unique index users_email on users (lower(email)) where email is not null;
create unique index users_phone on users (phone) where phone is not null;
create index users_search on users using gin (search gin_trgm_ops);

-- One sign-in on one device. Ending it ends its refresh tokens and its access tokens.
create table refresh_families (
    id         uuid primary key,
    user_id    uuid not null references users (id) on delete cascade,
    address    text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    reason     text
);

create index refresh_families_user on refresh_families (user_id);
create index refresh_families_expiry on refresh_families (expires_at);

-- Each is used once; what is stored is a digest. The used ones stay, to know a stolen one when it comes back.
create table refresh_tokens (
    digest     bytea primary key,
    family_id  uuid not null references refresh_families (id) on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at    timestamptz,
    successor  bytea
);

create index refresh_tokens_family on refresh_tokens (family_id);
create index refresh_tokens_expiry on refresh_tokens (expires_at);

-- What happened to accounts, for those who must answer for it. Rows are added, and deleted when they are old.
create table security_events (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    event      text not null,
    actor_id   uuid,
    subject_id uuid,
    address    text not null,
    request_id text not null default '',
    detail     jsonb not null default '{}'
);

create index security_events_at on security_events (at);
create index security_events_subject on security_events (subject_id, id) where subject_id is not null;
create index security_events_actor on security_events (actor_id, id) where actor_id is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end $$;

create trigger security_events_are_final before update on security_events
    for each row execute function refuse_change();

-- The newest open code of a phone, for clients that keep no session token.
create index challenges_by_phone on challenges (phone, purpose, id desc) where purpose <> 'order';

-- For the job that deletes what is over. It finds old challenges by their ids, which are in time order.
create index wrong_guesses_day on wrong_guesses (day);
