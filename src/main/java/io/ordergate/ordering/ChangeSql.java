package io.ordergate.ordering;

import io.ordergate.outbox.OutboxSql;
import io.ordergate.outbox.Topic;
import io.ordergate.support.database.Sql;
import java.util.Map;

/** The pieces of SQL that go with every change of orders: the line of the history, and the message for the outbox. */
public final class ChangeSql {

    /**
     * Reads {@code changed}: the order's id, version, status, updated_at and {@code source}, the status before; and the
     * parameters actor, actor_id, note and request_id.
     */
    static final String RECORD = Sql.fragment("""
            history as (
              insert into order_events (order_id, version, actor, actor_id, from_status, to_status, note, at, request_id)
              select c.id, c.version, :actor, :actor_id::uuid, c.source, c.status, :note::text, c.updated_at, :request_id
                from changed c),
            news as (
              select c.id as subject_id,
                     jsonb_build_object('order_id', c.id, 'version', c.version, 'from', c.source, 'to', c.status,
                                        'actor', :actor::text) as payload
                from changed c),
            {event}""", Map.of("event", OutboxSql.append(Topic.ORDER_CHANGED, "news")));

    /**
     * What was said about the event {@code e} of the order {@code o}. Why an order is undone stands in the order, too, and
     * only there when its customer has said it.
     */
    public static final String NOTE = """
            coalesce(e.note, case when e.from_status <> e.to_status and e.to_status = o.status then o.status_reason end) as note""";

    private ChangeSql() {}
}
