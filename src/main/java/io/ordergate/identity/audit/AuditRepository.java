package io.ordergate.identity.audit;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.QueryTimeout;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads security events, newest first. A page ends at a time and an id rather than at an id alone: ids are given out in an
 * order that is not quite that of the times, and with both, a time range is a range of the index.
 */
@Repository
class AuditRepository {

    private static final String SELECT = """
            select id, at, event, actor_id, subject_id, address, request_id, detail::text as detail
              from security_events
             where at >= :from and (at, id) < (:before_at, :before_id)""";

    private static final String NEWEST_FIRST = " order by at desc, id desc limit :limit";

    private final DatabaseClient database;
    private final QueryTimeout timeout;
    private final JsonMapper json;

    AuditRepository(DatabaseClient database, QueryTimeout timeout, JsonMapper json) {
        this.database = database;
        this.timeout = timeout;
        this.json = json;
    }

    Mono<Page<AuditEntry>> find(AuditFilter filter, PageRequest request) {
        var statement = database.sql(sql(filter)).bind("from", filter.from()).bind("limit", request.fetch());
        return bind(before(statement, filter, request.after()), filter)
                .map(this::entry)
                .all()
                .collectList()
                .transform(timeout::within)
                .map(rows -> Page.of(rows, request, entry -> Cursor.of(entry.at(), entry.id())));
    }

    /**
     * An absent filter is left out, because a plan that allows for it uses no index. The event is one of our own few names
     * and is written out: a plan that is made without knowing it takes a rare one for common and walks the whole table.
     */
    private static String sql(AuditFilter filter) {
        return SELECT
                + (filter.event() == null
                        ? ""
                        : " and event = '" + filter.event().id() + "'")
                + (filter.actorId() == null ? "" : " and actor_id = :actor_id")
                + (filter.subjectId() == null ? "" : " and subject_id = :subject_id")
                + NEWEST_FIRST;
    }

    /** Where the last page ended, or the end of the range if that is earlier. */
    private static GenericExecuteSpec before(GenericExecuteSpec statement, AuditFilter filter, @Nullable Cursor after) {
        var end = Cursor.of(filter.to(), Long.MIN_VALUE);
        var before = after == null || !after.at().isBefore(filter.to()) ? end : after;
        return statement.bind("before_at", before.at()).bind("before_id", before.number());
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec statement, AuditFilter filter) {
        var bound = statement;
        if (filter.actorId() != null) {
            bound = bound.bind("actor_id", filter.actorId());
        }
        if (filter.subjectId() != null) {
            bound = bound.bind("subject_id", filter.subjectId());
        }
        return bound;
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
