package io.ordergate.identity.audit;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads security events, newest first. A page ends at a time and an id rather than at an id alone: the order of ids is
 * not quite the order of times, and with both, a time range is a range of the index.
 */
@Repository
class AuditRepository {

    private final Db db;
    private final JsonMapper json;

    AuditRepository(Db db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    Mono<Page<AuditEntry>> find(AuditFilter filter, PageRequest request) {
        return db.list(call(filter, request), this::entry)
                .map(rows -> Page.of(rows, request, entry -> Cursor.of(entry.at(), entry.id())));
    }

    /**
     * The statement of a filter. An absent filter is left out, because a plan that allows for an absent filter uses no
     * index. The event is one of our own few names and stands in the text: a plan for any event takes a rare event for
     * a common one and reads the whole table.
     */
    static Sql sql(AuditFilter filter) {
        var event = filter.event();
        var conditions = (event == null ? "" : " and event = '" + event.id() + "'")
                + (filter.actorId() == null ? "" : " and actor_id = :actor_id")
                + (filter.subjectId() == null ? "" : " and subject_id = :subject_id");
        return Sql.of("""
                select id, at, event, actor_id, subject_id, address, request_id, detail::text as detail
                  from security_events
                 where at >= :from and (at, id) < (:before_at, :before_id){conditions}
                 order by at desc, id desc limit :limit""", Map.of("conditions", conditions));
    }

    private static Sql.Call call(AuditFilter filter, PageRequest request) {
        var before = before(filter, request.after());
        var call = sql(filter)
                .bind("from", filter.from())
                .bind("before_at", before.at())
                .bind("before_id", before.number())
                .bind("limit", request.fetch());
        if (filter.actorId() != null) {
            call.bind("actor_id", filter.actorId());
        }
        if (filter.subjectId() != null) {
            call.bind("subject_id", filter.subjectId());
        }
        return call;
    }

    /** The end of the last page, or the end of the range if that is earlier. */
    private static Cursor before(AuditFilter filter, @Nullable Cursor after) {
        return after == null || !after.at().isBefore(filter.to()) ? Cursor.of(filter.to(), Long.MIN_VALUE) : after;
    }

    private AuditEntry entry(Readable row) {
        return new AuditEntry(
                value(row, "id", Long.class),
                value(row, "at", Instant.class),
                value(row, "event", String.class),
                row.get("actor_id", UUID.class),
                row.get("subject_id", UUID.class),
                value(row, "address", String.class),
                value(row, "request_id", String.class),
                json.readTree(value(row, "detail", String.class)));
    }
}
