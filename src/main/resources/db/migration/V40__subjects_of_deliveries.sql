-- The oldest delivery of a subject is looked for by bounds that begin with the subject, which no other index answers: so no plan
-- takes one by the consumer alone, and a look for the subject of a new message ends where others begin. It went on over all rows
-- that were done, while some transaction could still see them.
create index outbox_deliveries_subject on outbox_deliveries (subject_id, consumer, message_id) where parked_at is null;
drop index outbox_deliveries_sequence;
