-- A number that an account had before: its holder is told of the change, and an erasure finds what was sent to it.
create table former_phones (
    id      uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    phone   text not null,
    left_at timestamptz not null default now()
);

create index former_phones_user on former_phones (user_id, left_at);
