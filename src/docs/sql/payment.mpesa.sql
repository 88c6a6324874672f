-- ReceiptRepository.FIND
select amount_minor, receipt from payment_receipts where payment_id = :payment_id;

-- ReceiptRepository.STORE
insert into payment_receipts (payment_id, amount_minor, receipt) values (:payment_id, :amount_minor, :receipt)
on conflict do nothing;
