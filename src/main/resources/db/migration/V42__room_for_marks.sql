-- Room on each page of texts for a second version of all of its rows. Pages that are filled with nothing but codes, which all come
-- back within a second, had too little: a third of the marks went to another page, with new entries in five indexes.
do $$
declare
    part regclass;
    divided boolean := exists (select from pg_inherits where inhparent = 'sms_messages'::regclass);
begin
    for part in select inhrelid::regclass from pg_inherits where inhparent = 'sms_messages'::regclass
                union all select 'sms_messages'::regclass where not divided loop
        execute format('alter table %s set (fillfactor = 48)', part);
    end loop;
end $$;
