-- How many texts about orders a phone got on a day (UTC), and how many of them while nobody had proven to hold it. The
-- phone is a keyed hash, so that nothing is left of it when an account is erased.
create table order_text_days (
    phone_hash bytea not null,
    day        date not null,
    texts      int not null,
    unproven   int not null,
    primary key (phone_hash, day)
) with (fillfactor = 70);

create index order_text_days_day on order_text_days (day);

-- Secrets before the previous one that still sign: how often the secret had been replaced by then (rotation), which of the
-- server's secrets it comes from (key_id), and until when.
alter table webhook_endpoints add column older_secrets jsonb not null default '[]';
