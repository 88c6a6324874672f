-- What the user of DATABASE_URL may do, when the user of DATABASE_MIGRATION_URL owns the tables. Runs after the migrations, in one
-- transaction; the setting ordergate.role names the former.
do $$
declare
    app text := current_setting('ordergate.role');
    home text := current_schema();
    partition regclass;
begin
    perform pg_advisory_xact_lock(hashtext('ordergate.grants'));

    -- Whoever owns a table, or may act for its owner, takes back what is revoked here.
    if exists (select from pg_class c where c.relnamespace = home::regnamespace and pg_has_role(app, c.relowner, 'member')) then
        raise exception using errcode = 'object_in_use', message = format('%s of DATABASE_URL is, or acts for, an owner of tables: '
            'name another user there, or give the tables to that of DATABASE_MIGRATION_URL (reassign owned by)', app);
    end if;

    execute format('grant usage on schema %I to %I', home, app);
    execute format('revoke create on schema %I from %I', home, app);
    execute format('revoke all on all tables in schema %I from %I', home, app);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', home, app);
    execute format('grant usage on all sequences in schema %I to %I', home, app);

    -- Partitions are reached through their tables, and made and dropped by functions of the owner, which know what has to be kept.
    for partition in select c.oid::regclass from pg_class c where c.relnamespace = home::regnamespace and c.relispartition
                      and c.relkind = 'r' loop
        execute format('revoke all on %s from %I', partition, app);
    end loop;
    execute format('revoke insert, update, delete on partitioned_tables from %I', app);
    execute format('grant execute on function make_partitions(), drop_partition(text, bigint, int) to %I', app);

    -- History: rows are added and read, and nothing else; the audit's are deleted when they are old, as its trigger allows.
    execute format('revoke update, delete on order_events, payment_events from %I', app);
    -- PostgreSQL asks who locks the old ones before that whether he may update some column; the trigger refuses it all the same.
    execute format('revoke update on security_events from %I', app);
    execute format('grant update (id) on security_events to %I', app);

    -- Who ordered, what was paid: emptied by an erasure, never deleted.
    execute format('revoke delete on orders, users, payments, refunds from %I', app);

    execute format('revoke insert, update, delete on flyway_schema_history from %I', app);
end $$;
