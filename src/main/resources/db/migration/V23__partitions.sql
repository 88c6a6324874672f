-- Tables whose rows come and go by time are divided by time, so that what is over is dropped and not deleted row by row. Those of
-- a new database are divided here. Filled ones stay whole until their owner calls partition_table, when no older node runs any
-- more: an older one deletes rows by their place in the table, which is another row's in each partition.
--
-- unit and length: how long the time of a partition is. least: what is kept, whatever the service says; null for what is never
-- dropped. since: from when on the table has partitions; null while it is whole. swept: up to which id the last codes of the
-- oldest partition have been deleted.
create table partitioned_tables (
    name   text primary key,
    key    text not null,
    unit   text not null,
    length interval not null,
    least  interval,
    since  timestamptz,
    swept  uuid not null default '00000000-0000-0000-0000-000000000000'
);

insert into partitioned_tables (name, key, unit, length, least) values
    ('challenges', 'id', 'day', '1 day', '1 day'),
    ('sms_messages', 'id', 'week', '7 days', '1 day'),
    ('security_events', 'at', 'week', '7 days', '7 days'),
    ('order_events', 'order_id', 'quarter', '3 months', null);

-- Names the table, also where the trigger is that of a partition.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', regexp_replace(tg_table_name, '_(\d{8}|before|default)$', '');
end $$;

-- The key of a table's partitions at a moment, as it stands in their bounds: ids begin with the time (UUIDv7).
create function partition_bound(p partitioned_tables, moment timestamptz) returns text language sql stable as $$
    select case p.key when 'at' then moment::text
           else (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid::text end
$$;

-- When the partition of a moment begins (in UTC), or the one that follows so many later.
create function partition_start(p partitioned_tables, moment timestamptz, later int) returns timestamptz language sql stable as $$
    select (date_trunc(p.unit, moment at time zone 'UTC') + later * p.length) at time zone 'UTC'
$$;

-- The partitions of a table and when their times end; among them that of the time before the table was divided.
create function partition_ends(p partitioned_tables)
returns table (partition text, ends timestamptz) language sql stable as $$
    select c.relname::text,
           case when c.relname = p.name || '_before' then p.since
                else partition_start(p, to_date(right(c.relname, 8), 'YYYYMMDD')::timestamp at time zone 'UTC', 1) end
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = to_regclass(p.name) and c.relname <> p.name || '_default'
$$;

-- Makes the partitions of the current time and of the week to come; how many, and how many could not be made, since somebody was
-- reading the default partition all the time or it holds rows of their time already. Of several callers at once one does the work.
create function make_partitions(out made int, out missing int) language plpgsql security definer set lock_timeout = '100ms' as $$
declare
    p partitioned_tables;
    lower timestamptz;
    upper timestamptz;
    partition text;
    taken boolean;
begin
    select 0, 0 into made, missing;
    if not pg_try_advisory_xact_lock(7236001, 3) then
        return;
    end if;
    for p in select * from partitioned_tables where since is not null order by name loop
        upper := greatest(partition_start(p, now(), 0), p.since);
        while upper < now() + interval '7 days' loop
            lower := upper;
            upper := partition_start(p, lower, 1);
            partition := p.name || '_' || to_char(lower at time zone 'UTC', 'YYYYMMDD');
            continue when to_regclass(partition) is not null;
            execute format('select exists (select from %I where %I >= %L and %I < %L)', p.name || '_default',
                           p.key, partition_bound(p, lower), p.key, partition_bound(p, upper)) into taken;
            missing := missing + 1;
            continue when taken;
            for try in 1 .. 3 loop
                begin
                    execute format('create table %I (like %I including all)%s', partition, p.name || '_default',
                        (select ' with (' || array_to_string(reloptions, ', ') || ')'
                           from pg_class where oid = to_regclass(p.name || '_default')));
                    execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                                   p.name, partition, partition_bound(p, lower), partition_bound(p, upper));
                    made := made + 1;
                    missing := missing - 1;
                    exit;
                exception
                    when lock_not_available then perform pg_sleep(0.2 * try);
                    when check_violation then exit;
                end;
            end loop;
        end loop;
    end loop;
    -- What a call of partition_table has left that did not end: once its time is over, it would refuse every new row.
    if pg_try_advisory_xact_lock(7236001, 4) then
        for partition in select t.name from partitioned_tables t join pg_constraint c on c.conrelid = to_regclass(t.name)
                          where t.since is null and c.conname = t.name || '_before_range' loop
            execute format('alter table %I drop constraint %I', partition, partition || '_before_range');
        end loop;
    end if;
end $$;

-- Drops the oldest partition of a table, if all of its rows were to be kept for no longer than these seconds. A batch of last
-- codes goes with the challenges that sent them, before their partition does.
--
-- more: whether there may be something left to drop. late: for how many seconds the time of that has been over. slack: how many
-- seconds longer rows stay in a partition than one by one, so that nobody deletes them there meanwhile.
create function drop_partition(table_name text, keep bigint, size int,
                               out dropped int, out more boolean, out late bigint, out slack bigint)
language plpgsql security definer set lock_timeout = '100ms' as $$
declare
    p partitioned_tables;
    kept interval;
    oldest record;
    batch record;
begin
    select 0, false, 0, 0 into dropped, more, late, slack;
    select * into p from partitioned_tables where name = table_name and since is not null and least is not null;
    if not found then
        return;
    end if;
    slack := extract(epoch from p.length + interval '1 hour');
    kept := greatest(keep * interval '1 second', p.least);
    if not pg_try_advisory_xact_lock(7236001, 3) then
        return;
    end if;
    select * into oldest from partition_ends(p) order by ends limit 1;
    if oldest.ends is null or oldest.ends > now() - kept then
        return;
    end if;
    late := extract(epoch from now() - kept - oldest.ends);
    more := true;
    if table_name = 'challenges' then
        execute format('with swept as materialized (
                          select id, phone, purpose from %I where id > $1 order by id limit $2),
                        gone as (
                          delete from last_codes l using swept s
                           where l.phone = s.phone and l.purpose = s.purpose and l.challenge_id = s.id)
                        select count(*) as rows, (array_agg(id order by id desc))[1] as last from swept', oldest.partition)
           into batch using p.swept, size;
        if batch.rows > 0 then
            update partitioned_tables set swept = batch.last where name = table_name;
        end if;
        if batch.rows >= size then
            return;
        end if;
    end if;
    for try in 1 .. 3 loop
        begin
            execute format('drop table %I', oldest.partition);
            dropped := 1;
            return;
        exception when lock_not_available then
            if try = 3 then
                raise;
            end if;
            perform pg_sleep(0.2 * try);
        end;
    end loop;
end $$;

-- Divides a table whose rows are all older than this moment: the table becomes the partition of the time before, without a copy
-- of it. What it has (columns, keys, indexes, triggers, rights, owner, settings) the divided table and its partitions have.
create function divide_table(table_name text, moment timestamptz) returns void language plpgsql set lock_timeout = '100ms' as $$
declare
    p partitioned_tables;
    before text := table_name || '_before';
    rest text := table_name || '_default';
    whole pg_class;
    indexes text[] := '{}';
    own_indexes text[] := '{}';
    keys text[] := '{}';
    own_keys text[] := '{}';
    row_triggers text[];
    triggers text[];
    sequence record;
    other record;
    next bigint;
    command text;
begin
    select * into strict p from partitioned_tables where name = table_name and since is null for update;
    for try in 1 .. 100 loop
        begin
            execute format('lock table %I in access exclusive mode', table_name);
            for other in select confrelid::regclass as name from pg_constraint
                          where conrelid = to_regclass(table_name) and contype = 'f' loop
                execute format('lock table %s in share row exclusive mode', other.name);
            end loop;
            exit;
        exception when lock_not_available then
            if try = 100 then
                raise;
            end if;
            perform pg_sleep(0.1);
        end;
    end loop;
    select * into whole from pg_class where oid = to_regclass(table_name);

    -- A unique index without the key of the partitions can only be one of each partition.
    for other in
        select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition, i.indisunique,
               c.conname, pg_get_constraintdef(c.oid) as key,
               a.attnum = any (i.indkey::int2[]) as holds_key
          from pg_index i
          left join pg_constraint c on c.conindid = i.indexrelid and c.conrelid = i.indrelid and c.contype in ('p', 'u')
          join pg_attribute a on a.attrelid = i.indrelid and a.attname = p.key
         where i.indrelid = whole.oid loop
        if other.conname is not null then
            command := format('add constraint %%I %s', other.key);
            if other.holds_key then keys := keys || format(command, other.conname);
            else own_keys := own_keys || format(command, other.conname || '_default'); end if;
            execute format('alter table %I rename constraint %I to %I', table_name, other.conname, other.conname || '_before');
        else
            if other.holds_key or not other.indisunique then
                indexes := indexes || other.definition;
            else
                own_indexes := own_indexes
                    || regexp_replace(other.definition, ' INDEX \S+ ON \S+ ', format(' INDEX ON %I ', rest));
            end if;
            execute format('alter index %s rename to %I', other.name, other.name || '_before');
        end if;
    end loop;
    for other in
        select conname, pg_get_constraintdef(oid) as key from pg_constraint where conrelid = whole.oid and contype = 'f' loop
        keys := keys || format('add constraint %I %s', other.conname, other.key);
    end loop;
    select coalesce(array_agg(pg_get_triggerdef(oid)) filter (where tgtype & 1 = 1), '{}'),
           coalesce(array_agg(pg_get_triggerdef(oid)) filter (where tgtype & 1 = 0), '{}')
      into row_triggers, triggers
      from pg_trigger where tgrelid = whole.oid and not tgisinternal;
    for other in select tgname from pg_trigger where tgrelid = whole.oid and not tgisinternal and tgtype & 1 = 1 loop
        execute format('drop trigger %I on %I', other.tgname, table_name);
    end loop;

    execute format('alter table %I rename to %I', table_name, before);
    execute format('create table %I (like %I including defaults including generated including constraints including comments)'
                   ' partition by range (%I)', table_name, before, p.key);
    execute format('alter table %I drop constraint if exists %I', table_name, before || '_range');
    execute format('alter table %I owner to %s', table_name, whole.relowner::regrole);
    for sequence in
        select a.attname, pg_get_serial_sequence(before, a.attname) as name from pg_attribute a
         where a.attrelid = whole.oid and a.attidentity <> '' loop
        execute format('select nextval(%L)', sequence.name) into next;
        execute format('alter table %I alter %I drop identity', before, sequence.attname);
        execute format('create sequence %s start with %s owned by %I.%I', sequence.name, next, table_name, sequence.attname);
        execute format('alter sequence %s owner to %s', sequence.name, whole.relowner::regrole);
        execute format('alter table %I alter %I set default nextval(%L)', table_name, sequence.attname, sequence.name);
        for other in select g.grantee from aclexplode(whole.relacl) g
                      where g.privilege_type = 'INSERT' and g.grantee not in (0, whole.relowner) loop
            execute format('grant usage on sequence %s to %s', sequence.name, other.grantee::regrole);
        end loop;
    end loop;
    for other in
        select g.privilege_type, '' as columns, g.grantee from aclexplode(whole.relacl) g
        union all
        select g.privilege_type, format('(%I)', a.attname), g.grantee
          from pg_attribute a, aclexplode(a.attacl) g where a.attrelid = whole.oid loop
        continue when other.grantee in (0, whole.relowner);
        execute format('grant %s %s on %I to %s', other.privilege_type, other.columns, table_name, other.grantee::regrole);
        execute format('revoke %s %s on %I from %s', other.privilege_type, other.columns, before, other.grantee::regrole);
    end loop;

    foreach command in array indexes loop execute command; end loop;
    foreach command in array keys loop execute format('alter table %I %s', table_name, command); end loop;
    foreach command in array row_triggers || triggers loop execute command; end loop;
    execute format('alter table %I attach partition %I for values from (minvalue) to (%L)',
                   table_name, before, partition_bound(p, moment));
    execute format('create table %I (like %I including all)%s', rest, table_name,
                   ' with (' || array_to_string(whole.reloptions, ', ') || ')');
    foreach command in array own_indexes loop execute command; end loop;
    foreach command in array own_keys loop execute format('alter table %I %s', rest, command); end loop;
    execute format('alter table %I attach partition %I default', table_name, rest);
    execute format('alter table %I owner to %s', rest, whole.relowner::regrole);
    update partitioned_tables set since = moment where name = table_name;
end $$;

-- Refuses rows from the end of the next whole time on, so that a table can be divided there; when that is.
create function prepare_division(table_name text) returns timestamptz language plpgsql set lock_timeout = '100ms' as $$
declare
    p partitioned_tables;
    moment timestamptz;
    range text := table_name || '_before_range';
begin
    select * into strict p from partitioned_tables where name = table_name and since is null;
    moment := partition_start(p, now() + interval '1 day', 1);
    for try in 1 .. 100 loop
        begin
            execute format('alter table %I drop constraint if exists %I, add constraint %I check (%I < %L) not valid',
                           table_name, range, range, p.key, partition_bound(p, moment));
            return moment;
        exception when lock_not_available then
            if try = 100 then
                raise;
            end if;
            perform pg_sleep(0.1);
        end;
    end loop;
end $$;

-- Divides a filled table while it is in use. For its owner, outside of a transaction.
create procedure partition_table(table_name text) language plpgsql as $$
declare
    moment timestamptz;
begin
    perform pg_advisory_lock(7236001, 4);
    moment := prepare_division(table_name);
    commit;
    execute format('alter table %I validate constraint %I', table_name, table_name || '_before_range');
    commit;
    perform divide_table(table_name, moment);
    execute format('alter table %I drop constraint %I', table_name || '_before', table_name || '_before_range');
    commit;
    perform make_partitions();
    perform pg_advisory_unlock(7236001, 4);
end $$;

do $$
declare
    t text;
    is_empty boolean;
    f regprocedure;
begin
    for f in select p.oid from pg_proc p
              where p.pronamespace = current_schema()::regnamespace
                and p.proname in ('make_partitions', 'drop_partition', 'divide_table', 'prepare_division') loop
        execute format('alter function %s set search_path = %I, pg_temp', f, current_schema());
        execute format('revoke execute on function %s from public', f);
    end loop;
    revoke execute on procedure partition_table from public;
    for t in select name from partitioned_tables loop
        execute format('select not exists (select from %I)', t) into is_empty;
        if is_empty then
            perform divide_table(t, partition_start(p, now(), 0)) from partitioned_tables p where p.name = t;
        end if;
    end loop;
    perform make_partitions();
end $$;
