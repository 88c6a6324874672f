package io.ordergate.outbox;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Counts how much is left to be done. */
@Repository
class BacklogRepository {

    private static final Sql COUNT = Sql.of("""
            with oldest as (
              select least((select min(id) from outbox where relayed_at is null),
                           (select min(message_id) from outbox_deliveries
                             where parked_at is null and (tries > 0 or due_at <= now()))) as id)
            select (select count(*) from outbox_deliveries where parked_at is not null) as parked,
                   (select count(*) from outbox_deliveries
                     where parked_at is null and (tries > 0 or due_at <= now())) as waiting,
                   coalesce((select (extract(epoch from now() - o.created_at) * 1000)::bigint
                               from outbox o, oldest where o.id = oldest.id), 0) as oldest""");

    /**
     * How much is left to be done.
     *
     * @param waiting deliveries that are neither done nor dead letters
     * @param oldestMillis how long ago the oldest of their messages was appended
     */
    record Size(long deadLetters, long waiting, long oldestMillis) {

        static final Size NONE = new Size(0, 0, 0);
    }

    private final Db db;

    BacklogRepository(Db db) {
        this.db = db;
    }

    Mono<Size> count() {
        return db.jobs()
                .one(
                        COUNT.call(),
                        row -> new Size(
                                value(row, "parked", Long.class),
                                value(row, "waiting", Long.class),
                                value(row, "oldest", Long.class)));
    }
}
