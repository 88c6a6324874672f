package io.ordergate.ordering.live;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.ChangeSql;
import io.ordergate.ordering.OrderScope;
import io.ordergate.ordering.live.OrderStreamEvent.Batch;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumbers;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Reads events of all orders in their final sequence. */
@Repository
class OrderStreamRepository {

    private static final String COLUMNS = Sql.fragment("""
            e.xid::text as xid, e.id, e.order_id, e.version, e.actor, e.from_status, e.to_status, {note}, e.at,
            o.number, o.price_source, o.customer_id, o.phone""", Map.of("note", ChangeSql.NOTE));

    private static final Sql NOW = Sql.of("select pg_snapshot_xmin(pg_current_snapshot())::text as xid");

    /**
     * One row at least, which says whether there are committed events that are not final yet. Events of future
     * transactions are not among them: they came with a dump of another cluster.
     */
    private static final Sql AFTER = Sql.of("""
            select {columns}, w.waiting
              from (select exists (select from order_events
                                    where xid >= pg_snapshot_xmin(pg_current_snapshot())
                                      and xid < pg_snapshot_xmax(pg_current_snapshot())) as waiting) w
              left join lateral (
                     select * from order_events
                      where (xid, id) > (:xid::text::xid8, :id) and xid < pg_snapshot_xmin(pg_current_snapshot())
                      order by xid, id limit :limit) e on true
              left join orders o on o.id = e.order_id
             order by e.xid, e.id""", Map.of("columns", COLUMNS));

    private static final String RANGE =
            "(xid, id) > (:xid::text::xid8, :id) and (xid, id) <= (:last_xid::text::xid8, :last_id)";

    private static final Sql BETWEEN = Sql.of("""
            select {columns}
              from (select * from order_events where {range} order by xid, id limit :limit) e
              join orders o on o.id = e.order_id
             order by e.xid, e.id""", Map.of("columns", COLUMNS, "range", RANGE));

    /**
     * The events of the caller's few orders, from the orders to their events: the other way round, the statement might
     * go through all events that there are.
     */
    private static final Sql OWN_BETWEEN = Sql.of("""
            select {columns}
              from (select id from orders where customer_id = :customer_id
                    union select id from orders where phone = :phone) mine
              join orders o on o.id = mine.id
             cross join lateral (select * from order_events where order_id = mine.id and {range} offset 0) e
             order by e.xid, e.id limit :limit""", Map.of("columns", COLUMNS, "range", RANGE));

    private final Db db;
    private final JsonMapper json;
    private final PhoneNumbers phones;

    OrderStreamRepository(Db db, JsonMapper json, PhoneNumbers phones) {
        this.db = db;
        this.json = json;
        this.phones = phones;
    }

    /** The position behind all that is final now. */
    Mono<StreamPosition> now() {
        return db.one(NOW.call(), row -> new StreamPosition(Long.parseLong(value(row, "xid", String.class)), 0));
    }

    /** The final events behind this position, at most so many. */
    Mono<Batch> after(StreamPosition position, int limit) {
        var call = AFTER.call()
                .bind("xid", Long.toString(position.transaction()))
                .bind("id", position.event())
                .bind("limit", limit);
        return db.list(call, row -> new Row(event(row), value(row, "waiting", Boolean.class)))
                .map(rows -> batch(rows, position));
    }

    /** The events between two positions that are in scope, at most so many. */
    Mono<List<OrderStreamEvent>> between(StreamPosition after, StreamPosition last, OrderScope scope, int limit) {
        var sql = scope.everybodys() ? BETWEEN : OWN_BETWEEN;
        var call = sql.call()
                .bind("xid", Long.toString(after.transaction()))
                .bind("id", after.event())
                .bind("last_xid", Long.toString(last.transaction()))
                .bind("last_id", last.event())
                .bind("limit", limit);
        if (!scope.everybodys()) {
            var phone = scope.phone();
            call.bind("customer_id", scope.customerId(), UUID.class)
                    .bind("phone", phone == null ? null : phone.e164(), String.class);
        }
        return db.list(call, row -> event(row).orElseThrow());
    }

    private record Row(Optional<OrderStreamEvent> event, boolean waiting) {}

    private static Batch batch(List<Row> rows, StreamPosition before) {
        var events = rows.stream().flatMap(row -> row.event().stream()).toList();
        var end = events.isEmpty() ? before : events.get(events.size() - 1).position();
        return new Batch(events, end, rows.stream().anyMatch(Row::waiting));
    }

    private Optional<OrderStreamEvent> event(Readable row) {
        var id = row.get("id", Long.class);
        if (id == null) {
            return Optional.empty();
        }
        var from = row.get("from_status", String.class);
        var view = new OrderStreamEvent.View(
                value(row, "order_id", UUID.class),
                value(row, "number", String.class),
                value(row, "version", Integer.class),
                from,
                value(row, "to_status", String.class),
                value(row, "actor", String.class),
                value(row, "price_source", String.class),
                row.get("note", String.class),
                value(row, "at", Instant.class));
        return Optional.of(new OrderStreamEvent(
                new StreamPosition(Long.parseLong(value(row, "xid", String.class)), id),
                row.get("customer_id", UUID.class),
                phones.storedOrNull(row.get("phone", String.class)),
                from == null,
                json.writeValueAsString(view)));
    }
}
