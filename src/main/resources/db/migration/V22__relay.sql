-- The check of this key cost each delivery a statement and a lock on its message. Who deletes messages looks for deliveries
-- first, as before.
alter table outbox_deliveries drop constraint outbox_deliveries_message_id_fkey;

-- Of two texts of an order one carries a code that is typed back, and receipts come for both: rows change in place where a page
-- has room for that.
alter table sms_messages set (fillfactor = 70);
