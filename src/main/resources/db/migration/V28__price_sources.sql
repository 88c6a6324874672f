-- Who named the prices of an order: its client, the price list or the shop's own service. Rows from before, and those that nodes
-- of the former version write, have the prices of their clients. Not validated, since that would read the whole table: no row can
-- have another value.
alter table orders add column price_source text not null default 'client';
alter table orders add constraint orders_price_source_known check (price_source in ('client', 'list', 'shop')) not valid;
