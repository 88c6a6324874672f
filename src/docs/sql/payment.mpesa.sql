-- ReceiptRepository.FIND
select amount_minor, receipt from payment_receipts where payment_id = :payment_id;

-- ReceiptRepository.STORE
insert into payment_receipts (payment_id, amount_minor, receipt) values (:payment_id, :amount_minor, :receipt)
on conflict do nothing;

-- ReceiptRetention.RECEIPTS
with gone as (
  delete from payment_receipts where payment_id = any (array(
    select payment_id from payment_receipts
     where received_at < now() - :keep * interval '1 second'
     order by received_at limit :size for update skip locked))
  returning received_at + :keep * interval '1 second' as over_since)
select count(*) as rows,
       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
  from gone;
