package io.ordergate.outbox;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.request.QueryParameters;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Reads and changes dead letters. */
@Repository
class DeadLetterRepository {

    private static final Sql FIND = Sql.of("""
            select d.id, d.message_id, o.topic, d.consumer, d.subject_id, d.tries, coalesce(d.error, '') as error,
                   o.created_at, d.parked_at
              from outbox_deliveries d join outbox o on o.id = d.message_id
             where d.parked_at is not null and (d.parked_at, d.id) < (:before_at, :before_id)
             order by d.parked_at desc, d.id desc limit :limit""");

    /** Makes the delivery one that was never tried, at the end of the sequence: later messages may be done already. */
    private static final Sql RETRY = Sql.of("""
            update outbox_deliveries set parked_at = null, tries = 0, due_at = now()
             where id = :id and parked_at is not null""");

    private static final Sql DROP = Sql.of("delete from outbox_deliveries where id = :id and parked_at is not null");

    private final Db db;

    DeadLetterRepository(Db db) {
        this.db = db;
    }

    Mono<Page<DeadLetter>> find(PageRequest request) {
        var after = request.after();
        return db.list(
                        FIND.bind("before_at", after == null ? QueryParameters.LATEST : after.at())
                                .bind("before_id", after == null ? 0L : after.number())
                                .bind("limit", request.fetch()),
                        DeadLetterRepository::read)
                .map(rows -> Page.of(rows, request, letter -> Cursor.of(letter.parkedAt(), letter.id())));
    }

    Mono<Long> retry(long id) {
        return change(RETRY, id);
    }

    Mono<Long> drop(long id) {
        return change(DROP, id);
    }

    private Mono<Long> change(Sql sql, long id) {
        return db.update(sql.bind("id", id));
    }

    private static DeadLetter read(Readable row) {
        return new DeadLetter(
                value(row, "id", Long.class),
                value(row, "message_id", Long.class),
                value(row, "topic", String.class),
                value(row, "consumer", String.class),
                value(row, "subject_id", UUID.class),
                value(row, "tries", Integer.class),
                value(row, "error", String.class),
                value(row, "created_at", Instant.class),
                value(row, "parked_at", Instant.class));
    }
}
