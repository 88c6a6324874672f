-- Whose account a sign-in somewhere else opens. The subject is kept as a digest: it is only ever compared.
create table external_identities (
    issuer     text not null,
    subject    bytea not null,
    user_id    uuid not null references users (id) on delete cascade,
    not_before timestamptz not null default '-infinity',
    created_at timestamptz not null default now(),
    primary key (issuer, subject)
);

create index external_identities_user on external_identities (user_id);
