-- What a text of an order adds to the write-ahead log. Half of the texts carry codes that are typed back, most of them while their
-- page is still being filled: with so much room on each page a row changes in place, without new entries in five indexes.
-- Partitions are only ever appended to, and dropped whole: ranges of their pages say as much about times as an entry for each row.
-- A table that is not divided is deleted from row by row, which mixes times, and keeps its index.
do $$
declare
    part regclass;
    divided boolean := exists (select from pg_inherits where inhparent = 'sms_messages'::regclass);
begin
    for part in select inhrelid::regclass from pg_inherits where inhparent = 'sms_messages'::regclass
                union all select 'sms_messages'::regclass where not divided loop
        execute format('alter table %s set (fillfactor = 60)', part);
    end loop;
    if divided then
        create index sms_messages_asked on sms_messages using brin (asked_at) with (autosummarize = on);
        drop index sms_messages_asked_at;
    end if;
end $$;

-- Counts of a day, like budgets: no worth for the log. A crash of the server or a promoted standby begins with empty ones.
alter table order_text_days set unlogged;

-- Texts of orders are deleted in the order of their orders, which the primary key has.
drop index order_texts_sent_at;
