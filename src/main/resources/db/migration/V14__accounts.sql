-- A number that an account had before: its holder is told of the change, and an erasure finds what was sent to it.
create table former_phones (
    id      uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    phone   text not null,
    left_at timestamptz not null default now()
);

create index former_phones_user on former_phones (user_id, left_at);

-- The refresh tokens of a sign-in are counted from 0, and an access token bears the number of the refresh token that it came
-- with: the highest that was seen tells whether a client has ever had an answer. A limited sign-in was opened with a password
-- that is too short for staff, and acts as a customer's.
alter table refresh_tokens add column generation int not null default 0;

alter table refresh_families
    add column seen_generation int not null default 0,
    add column limited boolean not null default false;

-- When an account was last signed in or a sign-in of it was used, to the day.
alter table users add column signed_in_at timestamptz not null default now();

-- Wrong passwords in a row, counted apart for addresses that an account has signed in from before: a stranger's do not keep
-- its owner out there. Accounts that do not exist have some rows, too, so that a guess at one takes as long.
create table password_failures (
    user_id  uuid not null,
    known    boolean not null,
    failures int not null check (failures between 1 and 100),
    at       timestamptz not null default now(),
    primary key (user_id, known)
) with (fillfactor = 70);

-- Phones whose guests' tokens of before are worth nothing, by a keyed hash: the number itself was erased.
create table ended_guests (
    phone_hash text primary key,
    ended_at   timestamptz not null
);

create index ended_guests_at on ended_guests (ended_at);
