-- PaymentTimeline.FIND
with paid as materialized (select * from payments where order_id = :order_id)
select 'payment' as kind, p.created_at as at, p.provider as what, p.status as state, null as by,
       p.reason as detail, p.amount_minor, p.currency
  from paid p
 union all
select 'refund', r.created_at, r.cause, r.status, p.provider, r.reason, r.amount_minor, p.currency
  from paid p join refunds r on r.payment_id = p.id
 union all
select 'flag', f.created_at, f.reason, 'open', p.provider, null,
       coalesce(f.reported_minor, p.amount_minor), coalesce(f.reported_currency, p.currency)
  from paid p join payment_flags f on f.payment_id = p.id and f.resolved_at is null
 order by at desc limit :limit;
