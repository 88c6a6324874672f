-- A lease is a column of its own, which no index has: a claim changes the row in place. It moved the time when the delivery is due,
-- and wrote a new entry in each index.
alter table outbox_deliveries rename column next_at to due_at;
alter table outbox_deliveries add column leased_until timestamptz;
alter table outbox_deliveries set (fillfactor = 50);

-- One index finds the deliveries of a subject and keeps them unique, as a message has one subject. It has dead letters, too: where an
-- index left them out, PostgreSQL took it for empty as long as its statistics were from a time when all rows were dead letters,
-- and read all of it for each new message.
drop index outbox_deliveries_subject;
create unique index outbox_deliveries_subject on outbox_deliveries (subject_id, consumer, message_id);
alter table outbox_deliveries drop constraint outbox_deliveries_message_id_consumer_key;
