-- LedgerRepository.LOCK_ORDER
select from orders o where o.id = :id for no key update;

-- LedgerRepository.NAME
update payments p set transaction_id = :transaction_id, updated_at = now() where p.id = :id
returning p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at;

-- LedgerRepository.ORDER
select o.status in ('cancelled', 'returned', 'refused') as undone, o.currency, (select case when count(*) = 0 then o.total_minor
             when o.payment_status <> 'partially_paid' or sum(c.reserved_minor) > 0 then 0
             else greatest(0, o.total_minor
                    - coalesce(sum(c.captured_minor) filter (where c.currency = o.currency), 0)::bigint)
        end
   from payments c where c.order_id = o.id and c.captured_minor > 0 and not c.surplus) as amount_minor
  from orders o where o.id = :id;

-- LedgerRepository.RECORD
insert into payment_events (provider, event_id, kind, payment_id, actor)
values (:provider, :event_id, :kind, :payment_id, :actor)
on conflict do nothing;

-- LedgerRepository.TRANSITION
update payments p
   set status = :status,
       captured_minor = case when :captured then p.amount_minor else p.captured_minor end,
       surplus = :surplus,
       transaction_id = coalesce(nullif(:transaction_id, ''), p.transaction_id),
       reason = nullif(:reason, ''),
       redirect_url = case when :ended then null else p.redirect_url end,
       checks = 0,
       check_at = case when :wait > 0 then now() + :wait * interval '1 second' end,
       updated_at = now()
 where p.id = :id
returning p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at;

-- LedgerRepository.UPDATE_ORDER
with state as (
  select coalesce(
           (select case when sum(p.refunded_minor) = sum(p.captured_minor) then 'refunded'
                        when sum(p.refunded_minor) > 0 then 'partially_refunded'
                        when sum(p.captured_minor) filter (where p.currency = o.currency) >= o.total_minor
                          then 'paid'
                        else 'partially_paid' end
              from payments p where p.order_id = o.id and p.captured_minor > 0 and not p.surplus
            having count(*) > 0),
           case when o.total_minor = 0 then 'paid' end,
           (select min(case p.status when 'authorised' then 'authorised' else 'pending' end)
              from payments p
             where p.order_id = o.id
               and (p.status = 'authorised' or p.status in ('pending', 'unknown') and p.reference is not null)),
           (select case p.reason when 'superseded' then 'pending' else 'failed' end
              from payments p where p.order_id = o.id and p.status = 'failed' and p.reference is not null
             order by p.attempt desc limit 1),
           'pending') as payment_status
    from orders o where o.id = :id),
changed as (
  update orders o
     set payment_status = s.payment_status, version = o.version + 1, updated_at = now()
    from state s
   where o.id = :id and o.payment_status <> s.payment_status
  returning o.id, o.version, o.status, o.payment_status),
history as (
  insert into order_events (order_id, version, actor, from_status, to_status, note)
  select id, version, 'system', status, status, 'payment ' || payment_status from changed)
select payment_status from changed;

-- PaymentAttemptRepository.BEGIN
insert into payments as p (id, order_id, attempt, provider, currency, amount_minor, check_at)
select :id, :order_id, coalesce(max(o.attempt), 0) + 1, :provider, :currency, :amount_minor,
       case when :remote then now() + :wait * interval '1 second' end
  from payments o where o.order_id = :order_id
having count(*) filter (where o.refusal is not null and o.status = 'failed' and o.provider = :provider and o.currency = :currency
and o.amount_minor = :amount_minor) = 0
on conflict do nothing
returning p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at;

-- PaymentAttemptRepository.CLAIM
update payments p
   set status = 'unknown', checks = 0, check_at = now() + :wait * interval '1 second', updated_at = now()
 where p.id = :id and p.status in ('pending', 'failed')
   and not (:captures and coalesce(p.reason, '') = 'superseded')
   and exists (select from orders o
                where o.id = p.order_id and not o.status in ('cancelled', 'returned', 'refused') and (select case when count(*) = 0 then o.total_minor
                             when o.payment_status <> 'partially_paid' or sum(c.reserved_minor) > 0 then 0
                             else greatest(0, o.total_minor
                                    - coalesce(sum(c.captured_minor) filter (where c.currency = o.currency), 0)::bigint)
                        end
                   from payments c where c.order_id = o.id and c.captured_minor > 0 and not c.surplus) > 0
                  and (not :captures or (p.currency, p.amount_minor) = (o.currency, (select case when count(*) = 0 then o.total_minor
                               when o.payment_status <> 'partially_paid' or sum(c.reserved_minor) > 0 then 0
                               else greatest(0, o.total_minor
                                      - coalesce(sum(c.captured_minor) filter (where c.currency = o.currency), 0)::bigint)
                          end
                     from payments c where c.order_id = o.id and c.captured_minor > 0 and not c.surplus))))
returning p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at;

-- PaymentAttemptRepository.FIND_REFUSED
select o.id, o.order_id, o.attempt, o.provider, o.status, o.surplus, o.currency, o.amount_minor, o.captured_minor,
o.reserved_minor, o.refunded_minor, o.reference, o.transaction_id, o.redirect_url, o.refusal, o.checks,
o.created_at, o.updated_at from payments o
 where o.order_id = :order_id and o.refusal is not null and o.status = 'failed' and o.provider = :provider and o.currency = :currency
 and o.amount_minor = :amount_minor
 order by o.attempt desc limit 1;

-- PaymentAttemptRepository.IS_WANTED
select not o.status in ('cancelled', 'returned', 'refused') and o.currency = :currency and (select case when count(*) = 0 then o.total_minor
             when o.payment_status <> 'partially_paid' or sum(c.reserved_minor) > 0 then 0
             else greatest(0, o.total_minor
                    - coalesce(sum(c.captured_minor) filter (where c.currency = o.currency), 0)::bigint)
        end
   from payments c where c.order_id = o.id and c.captured_minor > 0 and not c.surplus) = :amount_minor as wanted
  from orders o where o.id = :order_id;

-- PaymentAttemptRepository.REFUSE
update payments p
   set status = 'failed', reason = :code, refusal = :words, check_at = null, updated_at = now()
 where p.id = :id and p.status = 'pending' and p.reference is null
returning p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at;

-- PaymentAttemptRepository.START
update payments p
   set reference = :reference, redirect_url = nullif(:redirect_url, ''), refusal = null, updated_at = now()
 where p.id = :id
returning p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at;

-- PaymentAttemptRepository.SUPERSEDE
update payments p
   set status = 'failed', reason = 'superseded', redirect_url = null, updated_at = now()
 where p.order_id = :order_id and p.status in ('pending', 'failed');

-- PaymentAttemptRepository.UNPAID
select p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at from payments p
 where p.order_id = :order_id and p.captured_minor = 0
 order by p.status = 'authorised' desc, p.status in ('pending', 'unknown') desc, p.attempt desc
 limit 1;

-- PaymentRepository.CLAIM_DUE
update payments p
   set checks = p.checks + 1,
       check_at = case when p.created_at > now() - :watch * interval '1 second'
           and (p.status <> 'failed' or p.updated_at > now() - :expiry * interval '1 second')
         then now() + least(:wait * power(2, least(p.checks, 20)), :longest) * interval '1 second' end
 where p.id = any (array(
   select d.id from payments d
    where d.check_at <= now() and d.provider = any(:providers) and d.captured_minor = 0
    order by d.check_at limit :size for update skip locked))
returning p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at;

-- PaymentRepository.CLAIM_PAID
update payments p
   set checks = p.checks + 1,
       check_at = case when p.created_at > now() - :watch * interval '1 second'
         then now() + :wait * interval '1 second' end
 where p.id = any (array(
   select d.id from payments d
    where d.check_at <= now() and d.provider = any(:providers) and d.captured_minor > 0
    order by d.check_at limit :size for update skip locked))
returning p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at;

-- PaymentRepository.CURRENT
select p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at from payments p where p.order_id = :order_id
 order by p.captured_minor > 0 and not p.surplus desc, p.status = 'authorised' desc,
          p.status in ('pending', 'unknown') desc, p.attempt desc
 limit 1;

-- PaymentRepository.FIND
select p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at from payments p where p.id = :id;

-- PaymentRepository.FIND_BY_ATTEMPT
select p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at from payments p
 where p.provider = :provider and p.attempt = :attempt
   and p.order_id = (select o.id from orders o where o.number = :number);

-- PaymentRepository.FIND_BY_REFERENCE
select p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at from payments p where p.provider = :provider and p.reference = :reference;

-- PaymentRepository.FIND_BY_TRANSACTION
select p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at from payments p where p.provider = :provider and p.transaction_id = :transaction_id;

-- PaymentRepository.FIND_DUE
select o.currency, (select case when count(*) = 0 then o.total_minor
             when o.payment_status <> 'partially_paid' or sum(c.reserved_minor) > 0 then 0
             else greatest(0, o.total_minor
                    - coalesce(sum(c.captured_minor) filter (where c.currency = o.currency), 0)::bigint)
        end
   from payments c where c.order_id = o.id and c.captured_minor > 0 and not c.surplus) as amount_minor from orders o where o.id = :order_id;

-- PaymentRepository.LOCK
select p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at from payments p where p.id = :id for no key update;

-- PaymentRepository.LOCK_ORDER
select from orders o where o.id = (select p.order_id from payments p where p.id = :id) for no key update;

-- PaymentRepository.REFUNDABLE
select p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at from payments p where p.order_id = :order_id and p.captured_minor > 0 and not p.surplus
 order by p.captured_minor - p.reserved_minor desc, p.attempt desc
 limit 1;

-- PaymentRepository.WITH_MONEY
select p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at from payments p where p.order_id = :order_id and p.captured_minor > p.reserved_minor;

-- RefundRepository.CLAIM_DUE
update refunds r
   set checks = r.checks + 1,
       check_at = now() + least(:wait * power(2, least(r.checks, 20)), :longest) * interval '1 second'
 where r.id = any (array(
   select d.id from refunds d where d.check_at <= now() and true
    order by d.check_at limit :size for update skip locked))
returning r.id, r.payment_id, r.amount_minor, r.status, r.cause, r.reference, r.checks, r.created_at,
(select currency from payments where id = r.payment_id) as currency;

-- RefundRepository.CLAIM_ONE
update refunds r
   set checks = r.checks + 1,
       check_at = now() + least(:wait * power(2, least(r.checks, 20)), :longest) * interval '1 second'
 where r.id = any (array(
   select d.id from refunds d where d.check_at <= now() and d.id = :id
    order by d.check_at limit :size for update skip locked))
returning r.id, r.payment_id, r.amount_minor, r.status, r.cause, r.reference, r.checks, r.created_at,
(select currency from payments where id = r.payment_id) as currency;

-- RefundRepository.COUNT
select count_refunds(:id);

-- RefundRepository.FIND
select r.id, r.payment_id, r.amount_minor, r.status, r.cause, r.reference, r.checks, r.created_at,
(select currency from payments where id = r.payment_id) as currency from refunds r where r.id = :id;

-- RefundRepository.FIND_BY_KEY
select r.id, r.payment_id, r.amount_minor, r.status, r.cause, r.reference, r.checks, r.created_at,
(select currency from payments where id = r.payment_id) as currency from refunds r where r.request_key = :key and r.request_digest = :digest;

-- RefundRepository.FIND_BY_REFERENCE
select r.id, r.payment_id, r.amount_minor, r.status, r.cause, r.reference, r.checks, r.created_at,
(select currency from payments where id = r.payment_id) as currency from refunds r where r.payment_id = :payment_id and r.reference = :reference;

-- RefundRepository.FIND_PAYMENT
select p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at from payments p where p.id = :id;

-- RefundRepository.IS_TOO_MUCH
select p.captured_minor > 0 and p.captured_minor < greatest(p.reported_refunded_minor, (
         select coalesce(sum(r.amount_minor), 0) from refunds r
          where r.payment_id = p.id and r.status = 'settled'))
  from payments p where p.id = :id;

-- RefundRepository.KEY_TAKEN
select exists(select from refunds where request_key = :key and request_digest <> :digest);

-- RefundRepository.RECORD
insert into refunds as r (id, payment_id, amount_minor, cause, status, reference, request_key, request_digest,
                          requested_by)
values (:id, :payment_id, :amount_minor, :cause, 'settled', nullif(:reference, ''), nullif(:key, ''), nullif(:digest, ''),
        nullif(:account, '')::uuid)
on conflict do nothing
returning r.id, r.payment_id, r.amount_minor, r.status, r.cause, r.reference, r.checks, r.created_at,
(select currency from payments where id = r.payment_id) as currency;

-- RefundRepository.REPORT
update payments p
   set reported_refunded_minor = greatest(p.reported_refunded_minor, :reported - (
         select coalesce(sum(r.amount_minor), 0) from refunds r
          where r.payment_id = p.id and r.status in ('requested', 'unknown', 'pending')))
 where p.id = :id and p.reported_refunded_minor < :reported;

-- RefundRepository.REQUEST
insert into refunds as r (id, payment_id, amount_minor, cause, request_key, request_digest, requested_by,
                          check_at)
values (:id, :payment_id, :amount_minor, :cause, nullif(:key, ''), nullif(:digest, ''), nullif(:account, '')::uuid, now())
on conflict do nothing
returning r.id, r.payment_id, r.amount_minor, r.status, r.cause, r.reference, r.checks, r.created_at,
(select currency from payments where id = r.payment_id) as currency;

-- RefundRepository.SETTLE_PAYMENT
update payments p
   set status = case when p.refunded_minor = p.captured_minor then 'refunded' else 'partially_refunded' end,
       check_at = case when p.refunded_minor < p.captured_minor then p.check_at end, updated_at = now()
 where p.id = :id and p.refunded_minor > 0 and p.status <> 'refunded'
returning p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
p.created_at, p.updated_at;

-- RefundRepository.TRANSITION
update refunds r
   set status = :status, reference = coalesce(nullif(:reference, ''), r.reference),
       reason = nullif(:reason, ''), check_at = case when not :over then r.check_at end, updated_at = now()
 where r.id = :id and r.status not in ('settled', 'failed')
returning r.id, r.payment_id, r.amount_minor, r.status, r.cause, r.reference, r.checks, r.created_at,
(select currency from payments where id = r.payment_id) as currency;

-- ReviewFlagRepository.FIND
select f.id, f.payment_id, p.order_id, p.provider, f.reason, p.currency, p.amount_minor, f.reported_minor,
       f.reported_currency, coalesce(f.transaction_id, p.transaction_id) as transaction_id, f.created_at,
       f.resolved_at, f.note
  from payment_flags f join payments p on p.id = f.payment_id
 where f.id = :id;

-- ReviewFlagRepository.OPEN
select f.id, f.payment_id, p.order_id, p.provider, f.reason, p.currency, p.amount_minor, f.reported_minor,
       f.reported_currency, coalesce(f.transaction_id, p.transaction_id) as transaction_id, f.created_at,
       f.resolved_at, f.note
  from payment_flags f join payments p on p.id = f.payment_id
 where f.resolved_at is null and f.id < :before
  order by f.id desc limit :limit;

-- ReviewFlagRepository.RAISE
insert into payment_flags (id, payment_id, reason, reported_minor, reported_currency, transaction_id)
select :id, :payment_id, :reason, :reported_minor, :reported_currency, nullif(:transaction_id, '')
 where :transaction_id = '' or :again or not exists (
       select from payment_flags f
        where f.payment_id = :payment_id and f.reason = :reason and f.transaction_id = :transaction_id
          and f.reported_minor is not distinct from :reported_minor)
on conflict do nothing;

-- ReviewFlagRepository.RESOLVE
update payment_flags set resolved_at = now(), resolved_by = :account, note = :note
 where id = :id and resolved_at is null;
