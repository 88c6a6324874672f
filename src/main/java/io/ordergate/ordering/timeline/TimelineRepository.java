package io.ordergate.ordering.timeline;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.ChangeSql;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The newest changes of an order in PostgreSQL, with the challenge that has confirmed the order. */
@Repository
class TimelineRepository {

    private static final Sql FIND = Sql.of("""
            select o.challenge_id, e.actor, e.from_status, e.to_status, {note}, e.at
              from orders o left join order_events e on e.order_id = o.id
             where o.id = :id
             order by e.version desc limit :limit""", Map.of("note", ChangeSql.NOTE));

    private final Db db;

    private record Row(@Nullable UUID challengeId, TimelinePart.@Nullable Entry entry) {}

    /** The challenge that has confirmed an order, if one has, and the newest changes of the order. */
    record Changes(@Nullable UUID challengeId, List<TimelinePart.Entry> entries) {

        List<Instant> moments() {
            return entries.stream().map(TimelinePart.Entry::at).distinct().toList();
        }
    }

    TimelineRepository(Db db) {
        this.db = db;
    }

    Mono<Changes> find(UUID orderId) {
        return db.list(FIND.bind("id", orderId).bind("limit", TimelinePart.MOST), TimelineRepository::read)
                .map(rows -> new Changes(
                        rows.isEmpty() ? null : rows.get(0).challengeId(),
                        rows.stream().map(Row::entry).filter(Objects::nonNull).toList()));
    }

    private static Row read(Readable row) {
        var challengeId = row.get("challenge_id", UUID.class);
        return row.get("at", Instant.class) == null ? new Row(challengeId, null) : new Row(challengeId, entry(row));
    }

    private static TimelinePart.Entry entry(Readable row) {
        var from = row.get("from_status", String.class);
        var to = value(row, "to_status", String.class);
        var what = from == null ? "placed" : from.equals(to) ? "changed" : to;
        return TimelinePart.Entry.of(
                "history",
                value(row, "at", Instant.class),
                what,
                to,
                value(row, "actor", String.class),
                row.get("note", String.class));
    }
}
