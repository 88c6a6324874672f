-- An order is paid when what was captured for it reaches its total: several payments may count, until it does. Refunds that
-- were made at the provider are counted by their names and by the sum that the provider reports, whichever is more.
alter table payments
    add column refusal text,
    add column reported_refunded_minor bigint not null default 0 check (reported_refunded_minor >= 0);

drop index payments_one_captured;
create index payments_captured on payments (order_id) where captured_minor > 0;

-- A second payment counts only for an order that shows that a part of it is paid, and until its total is reached. The order
-- is locked, so that two cannot both find it open.
create function refuse_second_payment() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.captured_minor > 0 and not old.surplus then
        return new;
    end if;
    perform from orders where id = new.order_id for no key update;
    if exists (select from orders o, payments p
                where o.id = new.order_id and p.order_id = o.id and p.captured_minor > 0 and not p.surplus and p.id <> new.id
                group by o.id
               having o.payment_status <> 'partially_paid'
                   or o.total_minor <= coalesce(sum(p.captured_minor) filter (where p.currency = o.currency), 0)) then
        raise exception 'payments_one_captured: the order % is paid already', new.order_id
            using errcode = 'unique_violation', constraint = 'payments_one_captured';
    end if;
    return new;
end $$;

create trigger payments_one_captured before insert or update on payments
    for each row when (new.captured_minor > 0 and not new.surplus) execute function refuse_second_payment();

-- What a payment has given back: the sum of its refunds, or what its provider reports, whichever is more; never more than
-- was captured, since a provider may report nonsense.
create function count_refunds(payment uuid) returns void language plpgsql as $$
begin
    perform from payments where id = payment for no key update;
    update payments p
       set reserved_minor = least(p.captured_minor, greatest(s.reserved, p.reported_refunded_minor)),
           refunded_minor = least(p.captured_minor, greatest(s.settled, p.reported_refunded_minor))
      from (select coalesce(sum(r.amount_minor) filter (where r.status <> 'failed'), 0) as reserved,
                   coalesce(sum(r.amount_minor) filter (where r.status = 'settled'), 0) as settled
              from refunds r where r.payment_id = payment) s
     where p.id = payment
       and (p.reserved_minor, p.refunded_minor) is distinct from
           (least(p.captured_minor, greatest(s.reserved, p.reported_refunded_minor)),
            least(p.captured_minor, greatest(s.settled, p.reported_refunded_minor)));
end $$;

-- A refund of this service never exceeds what is left. What was refunded at the provider is a fact, however much it was.
create or replace function reserve_refund() returns trigger language plpgsql as $$
declare
    over boolean;
begin
    if tg_op = 'UPDATE' then
        if (new.payment_id, new.amount_minor, new.cause) is distinct from (old.payment_id, old.amount_minor, old.cause)
           or (old.status in ('settled', 'failed') and new.status <> old.status) then
            raise exception 'the terms and the end of a refund do not change';
        end if;
        if new.status = old.status then
            return null;
        end if;
    elsif new.cause <> 'provider' and new.status <> 'failed' then
        perform from payments where id = new.payment_id for no key update;
        select new.amount_minor > p.captured_minor - p.reserved_minor into over from payments p where p.id = new.payment_id;
        if over then
            raise exception 'payments_refunds_are_covered: more than is left of the payment %', new.payment_id
                using errcode = 'check_violation', constraint = 'payments_refunds_are_covered';
        end if;
    end if;
    perform count_refunds(new.payment_id);
    return null;
end $$;

-- Payments of the last days are asked about once a day, spread over the day: their provider may have refunded them.
update payments set check_at = now() + random() * interval '1 day'
 where captured_minor > refunded_minor and provider = 'razorpay' and created_at > now() - interval '30 days';

-- What orders show of their payment, and those that were called paid although less was captured than they cost.
with short as (
  update orders o set payment_status = 'partially_paid', version = o.version + 1, updated_at = now()
   where o.payment_status = 'paid'
     and o.total_minor > (select coalesce(sum(p.captured_minor), 0) from payments p
                           where p.order_id = o.id and p.currency = o.currency and p.captured_minor > 0 and not p.surplus)
     and exists (select from payments p where p.order_id = o.id and p.captured_minor > 0 and not p.surplus)
  returning o.id, o.version, o.status)
insert into order_events (order_id, version, actor, from_status, to_status, note)
select id, version, 'system', status, status, 'payment partially_paid' from short;

alter table orders add constraint orders_payment_status_known check (
    payment_status in ('pending', 'authorised', 'partially_paid', 'paid', 'failed', 'partially_refunded', 'refunded'));
