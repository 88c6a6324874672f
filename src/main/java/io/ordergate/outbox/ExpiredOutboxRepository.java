package io.ordergate.outbox;

import io.ordergate.support.Expired;
import io.ordergate.support.QueryTimeout;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Deletes messages that were done long ago. Those that somebody still waits for, or that are parked, stay. */
@Repository
class ExpiredOutboxRepository implements Expired {

    private static final String DELETE = """
            delete from outbox where id = any (array(
              select o.id from outbox o
               where o.relayed_at < now() - :keep * interval '1 second'
                 and not exists (select from outbox_deliveries d where d.message_id = o.id)
               order by o.relayed_at limit :size for update of o skip locked))""";

    private final DatabaseClient database;
    private final OutboxSettings settings;
    private final QueryTimeout timeout;

    ExpiredOutboxRepository(DatabaseClient database, OutboxSettings settings, QueryTimeout timeout) {
        this.database = database;
        this.settings = settings;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "outbox";
    }

    @Override
    public Mono<Long> deleteBatch(int size) {
        return database.sql(DELETE)
                .bind("keep", settings.keep().toSeconds())
                .bind("size", size)
                .fetch()
                .rowsUpdated()
                .transform(timeout::within);
    }
}
