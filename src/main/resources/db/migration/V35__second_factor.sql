-- What a sign-in shows of itself: how it was opened, with what, when it was last used, and when a second factor was
-- last proven in it. The challenge is the last one that a passkey of this sign-in was asked to sign; it is taken away by its first use.
alter table refresh_families
    add column method       text,
    add column user_agent   text,
    add column last_used_at timestamptz,
    add column factor_at    timestamptz,
    add column challenge    bytea,
    add column challenge_at timestamptz;

-- The second factor of an account by an app that shows codes (TOTP), and wrong codes in a row. Secrets are encrypted with a key that
-- comes from SECRET_KEY; the pending one becomes the secret with its first right code. Codes of the step and of steps before count no
-- more.
create table second_factors (
    user_id        uuid primary key references users (id) on delete cascade,
    totp_secret    bytea,
    totp_key_id    text,
    totp_since     timestamptz,
    totp_step      bigint not null default 0,
    pending_secret bytea,
    pending_key_id text,
    pending_at     timestamptz,
    failures       int not null default 0 check (failures between 0 and 100),
    failed_at      timestamptz
) with (fillfactor = 70);

-- Codes for those who have lost their other factors: keyed hashes, each used once.
create table recovery_codes (
    user_id uuid not null references users (id) on delete cascade,
    hash    bytea not null,
    used_at timestamptz,
    primary key (user_id, hash)
);

-- Public keys of authenticators (WebAuthn). The data are those of WebAuthn Level 3, section 6.5.1: model, credential id and key.
create table passkeys (
    id              uuid primary key,
    user_id         uuid not null references users (id) on delete cascade,
    credential_id   bytea not null unique,
    name            text not null,
    data            bytea not null,
    counter         bigint not null check (counter >= 0),
    user_verified   boolean not null,
    backup_eligible boolean not null,
    backed_up       boolean not null,
    transports      text not null default '',
    created_at      timestamptz not null default now(),
    last_used_at    timestamptz
);

create index passkeys_user on passkeys (user_id);
