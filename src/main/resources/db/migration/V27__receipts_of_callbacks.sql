-- What a callback that nobody has signed tells of money: its amount and its receipt. Neither counts before the provider has
-- confirmed the payment, whose answer has neither. The payment is named without a foreign key, as payments may be divided.
create table payment_receipts (
    payment_id   uuid primary key,
    amount_minor bigint not null,
    receipt      text not null,
    received_at  timestamptz not null default now()
);
