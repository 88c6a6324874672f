-- Invitations of staff, each to one phone or one e-mail address. Of the token in the link only a keyed hash is kept. Data of the
-- invited person are deleted with the account.
create table invitations (
    id           uuid primary key,
    role         text not null check (role in ('vendor', 'admin')),
    phone        text,
    email        text,
    email_key    text,
    full_name    text not null default '',
    token_hash   bytea not null unique,
    created_by   uuid not null references users (id),
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    withdrawn_at timestamptz,
    accepted_at  timestamptz,
    accepted_by  uuid references users (id),
    check (num_nonnulls(phone, email) = 1),
    check (num_nonnulls(email, email_key) in (0, 2)),
    check (num_nonnulls(accepted_at, accepted_by) in (0, 2))
);
