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
