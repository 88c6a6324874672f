-- Why an order was cancelled, returned or refused, and how a shipped one travels.
alter table orders
    add column status_reason text,
    add column carrier text,
    add column tracking_number text,
    add column tracking_url text;

-- Not validated, as the former constraint was narrower: the table is not read while it is locked.
alter table orders drop constraint orders_status_known;
alter table orders add constraint orders_status_known check (
    status in ('pending', 'verified', 'processing', 'shipped', 'delivered', 'completed', 'cancelled', 'returned', 'refused'))
    not valid;

create or replace function refuse_illegal_status() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) not in (
        ('pending', 'processing'), ('pending', 'cancelled'),
        ('verified', 'processing'), ('verified', 'cancelled'),
        ('processing', 'shipped'), ('processing', 'completed'), ('processing', 'cancelled'),
        ('shipped', 'delivered'), ('shipped', 'returned'), ('shipped', 'refused'),
        ('delivered', 'completed'), ('delivered', 'returned'))
    then
        raise exception 'an order does not go from % to %', old.status, new.status
            using errcode = 'check_violation', constraint = 'orders_life_cycle';
    end if;
    return new;
end $$;
