-- Every attempt to have a text sent: one row a text and provider. The phone is here only as a keyed hash and
-- masked, until its owner is erased.
create table sms_messages (
    id              uuid not null,
    provider        text not null,
    provider_id     text,
    purpose         text not null,
    phone_hash      bytea,
    phone_masked    text,
    country         text not null,
    encoding        text not null check (encoding in ('gsm7', 'ucs2')),
    segments        int not null check (segments > 0),
    price           numeric,
    currency        text,
    outcome         text not null,
    reason          text,
    asked_at        timestamptz not null,
    answered_at     timestamptz not null,
    delivery        text check (delivery in ('queued', 'sent', 'failed', 'delivered')),
    delivery_reason text,
    delivery_at     timestamptz,
    primary key (id, provider)
) with (fillfactor = 90);

-- Delivery receipts name the provider's id.
create index sms_messages_provider_id on sms_messages (provider, provider_id) where provider_id is not null;

-- Rows are deleted when they are old.
create index sms_messages_asked_at on sms_messages (asked_at);

create index sms_messages_phone on sms_messages (phone_hash, asked_at);
