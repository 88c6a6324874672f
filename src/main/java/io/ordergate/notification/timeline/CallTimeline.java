package io.ordergate.notification.timeline;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.timeline.TimelinePart;
import io.ordergate.outbox.Outbox;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The calls of endpoints about an order, as long as the messages are kept that caused them. */
@Repository
class CallTimeline implements TimelinePart {

    private static final Sql FIND = Sql.of("""
            select a.endpoint_id, a.topic, a.at, a.status, a.error
              from webhook_endpoints e
             cross join lateral (select * from webhook_attempts c
                                  where c.endpoint_id = e.id and c.message_id = any (:message_ids::bigint[])) a
             order by a.id desc limit :limit""");

    private final Outbox outbox;
    private final Db db;

    CallTimeline(Outbox outbox, Db db) {
        this.outbox = outbox;
        this.db = db;
    }

    @Override
    public Mono<List<Entry>> entries(Subject subject) {
        return outbox.find(subject.orderId(), subject.changes())
                .filter(ids -> !ids.isEmpty())
                .flatMap(ids -> db.list(
                        FIND.bind("message_ids", ids.toArray(Long[]::new)).bind("limit", MOST), CallTimeline::entry))
                .defaultIfEmpty(List.of());
    }

    private static Entry entry(Readable row) {
        var error = row.get("error", String.class);
        var status = row.get("status", Integer.class);
        return Entry.of(
                "webhook",
                value(row, "at", Instant.class),
                value(row, "topic", String.class),
                error == null ? "delivered" : "failed",
                value(row, "endpoint_id", UUID.class).toString(),
                error != null ? error : status == null ? null : "http-" + status);
    }
}
