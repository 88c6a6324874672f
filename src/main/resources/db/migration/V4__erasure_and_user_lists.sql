-- An order outlives its customer's data: number, items, money, status and times stay when the person goes.
alter table orders alter column phone drop not null;
alter table orders alter column address drop not null;

-- The orders of a phone, newest first: ids are in time order.
create index orders_by_phone on orders (phone, id desc) where phone is not null;

-- Whatever else is under way for an account, what was erased never comes back.
alter table users add constraint users_erased_are_empty check (
    erased_at is null
    or (not active and name = '' and coalesce(email, password_hash, phone, country, claimed_phone) is null));

-- Lists of users, newest first; the first one also tells who the admins are.
create index users_by_role on users (role, id desc) where erased_at is null;
create index users_inactive on users (id desc) where erased_at is null and not active;
