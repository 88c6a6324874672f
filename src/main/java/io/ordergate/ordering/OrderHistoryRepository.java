package io.ordergate.ordering;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Reads the history of an order, oldest first. */
@Repository
class OrderHistoryRepository {

    private static final Sql FIND = Sql.of("""
            select e.version, e.actor, e.actor_id, e.from_status, e.to_status, {note}, e.at, e.request_id
              from order_events e join orders o on o.id = e.order_id
             where e.order_id = :order_id and e.version > :after
             order by e.version limit :limit""", Map.of("note", ChangeSql.NOTE));

    private final Db db;

    OrderHistoryRepository(Db db) {
        this.db = db;
    }

    Mono<Page<OrderEvent>> find(UUID orderId, PageRequest request) {
        var after = request.after();
        return db.list(
                        FIND.bind("order_id", orderId)
                                .bind("after", after == null ? 0L : after.number())
                                .bind("limit", request.fetch()),
                        OrderHistoryRepository::event)
                .map(events -> Page.of(events, request, event -> Cursor.of(event.at(), event.version())));
    }

    private static OrderEvent event(Readable row) {
        var from = row.get("from_status", String.class);
        return new OrderEvent(
                value(row, "version", Integer.class),
                value(row, "actor", String.class),
                row.get("actor_id", UUID.class),
                from == null ? null : OrderStatus.ofId(from),
                OrderStatus.ofId(value(row, "to_status", String.class)),
                row.get("note", String.class),
                value(row, "at", Instant.class),
                value(row, "request_id", String.class));
    }
}
