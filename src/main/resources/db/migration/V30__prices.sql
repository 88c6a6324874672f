-- The shop's price list. A row's version is that of the whole list when the row last changed, so that a node reads only what is
-- newer than what it knows; removed is the version at which rows last went away, below which a node reads everything.
create table prices (
    id           bigint generated always as identity primary key,
    product_id   text   not null check (char_length(product_id) between 1 and 64),
    currency     text   not null,
    amount_minor bigint not null check (amount_minor between 0 and 1000000000000000),
    title        text,
    active       boolean not null,
    version      int    not null,
    unique (product_id, currency)
);

create index prices_version on prices (version);

create table price_list (
    only_row boolean primary key default true check (only_row),
    version  int not null,
    removed  int not null
);

insert into price_list (version, removed) values (1, 1);

-- How much there is of a product, for products of which that is kept. Orders change these rows, and not the prices beside them.
create table stock (
    product_id text collate "C" primary key,
    available  bigint not null,
    constraint stock_never_negative check (available >= 0)
) with (fillfactor = 50);
