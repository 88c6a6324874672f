-- What PostgreSQL does for every order and needs to do for few. It reads the text of a check again in every statement that writes a
-- row, and a list of words is a long text: half of the time of these checks was spent on reading them. The same rules, as functions,
-- whose plans a connection keeps. A new word is one "create or replace" away, and needs no lock. Not validated, since that would read
-- the whole tables: their rows have met the same rules before.
create function is_order_status(word text) returns boolean language plpgsql immutable as $$
begin
    return word in ('pending', 'verified', 'processing', 'shipped', 'delivered', 'completed', 'cancelled', 'returned', 'refused');
end $$;

create function is_payment_status(word text) returns boolean language plpgsql immutable as $$
begin
    return word in ('pending', 'authorised', 'partially_paid', 'paid', 'failed', 'partially_refunded', 'refunded');
end $$;

create function is_fulfilment(word text) returns boolean language plpgsql immutable as $$
begin
    return word in ('manual', 'automatic');
end $$;

create function is_price_source(word text) returns boolean language plpgsql immutable as $$
begin
    return word in ('client', 'list', 'shop');
end $$;

create function is_kind_of_line(word text) returns boolean language plpgsql immutable as $$
begin
    return word in ('item', 'delivery', 'fee', 'discount', 'tax');
end $$;

create function has_sign_of_kind(minor bigint, kind text) returns boolean language plpgsql immutable as $$
begin
    return case when kind = 'discount' then minor <= 0 else minor >= 0 end;
end $$;

alter table orders
    drop constraint orders_status_known,
    drop constraint orders_payment_status_known,
    drop constraint orders_fulfilment_known,
    drop constraint orders_price_source_known,
    add constraint orders_status_known check (is_order_status(status)) not valid,
    add constraint orders_payment_status_known check (is_payment_status(payment_status)) not valid,
    add constraint orders_fulfilment_known check (is_fulfilment(fulfilment)) not valid,
    add constraint orders_price_source_known check (is_price_source(price_source)) not valid;

alter table order_items
    drop constraint order_items_kind_known,
    drop constraint order_items_unit_price_signed,
    add constraint order_items_kind_known check (is_kind_of_line(kind)) not valid,
    add constraint order_items_unit_price_signed check (has_sign_of_kind(unit_price_minor, kind)) not valid;

-- True of the last code of a phone, whose row a statement has locked, when the phone may be texted again: the wait (in seconds) is
-- over, or the last code was used or never left; and that code is not the answer to the same request (digest). What the statement
-- sees of the last challenge counts only if nobody has taken the row meanwhile. A function, since most phones have no such row, and
-- a statement prepares all that it has, needed or not. The challenge is looked for in its own partition: PostgreSQL keeps the plan,
-- since it is told the id when the plan runs, and not before (now()).
create function may_be_texted(of_phone text, of_purpose text, last_id uuid, last_sent_at timestamptz, digest bytea, wait bigint)
returns boolean language plpgsql stable as $$
begin
    return coalesce((
        select (last_sent_at <= now() - wait * interval '1 second'
                or ((last.sent_at <= now() - wait * interval '1 second'
                     or last.consumed_at is not null or last.closed_at is not null)
                    and last_sent_at = (select seen.sent_at from last_codes seen
                                         where seen.phone = of_phone and seen.purpose = of_purpose)))
           and (last.request_digest = digest
                and last.consumed_at is null and last.closed_at is null and last.expires_at > now()
                and last.attempts < last.max_attempts and last.sends < last.max_sends) is not true
          from challenges last
         where last.id = case when now() is not null then last_id end),
        last_sent_at <= now() - wait * interval '1 second');
end $$;
