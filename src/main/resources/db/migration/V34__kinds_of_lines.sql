-- What a line is for: an ordered thing, delivery, a fee, a discount or a tax. Lines from before, and those that nodes of the former
-- version write, are things. Only discounts are negative. The new checks are not validated, since that would read the whole table:
-- rows from before have met the stricter check of V1.
alter table order_items add column kind text not null default 'item';
alter table order_items drop constraint order_items_unit_price_minor_check;
alter table order_items add constraint order_items_kind_known
    check (kind in ('item', 'delivery', 'fee', 'discount', 'tax')) not valid;
alter table order_items add constraint order_items_unit_price_signed
    check (case when kind = 'discount' then unit_price_minor <= 0 else unit_price_minor >= 0 end) not valid;
