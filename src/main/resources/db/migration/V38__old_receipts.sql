-- Receipts of callbacks go when they are old: a range of this index.
create index payment_receipts_received on payment_receipts (received_at);
