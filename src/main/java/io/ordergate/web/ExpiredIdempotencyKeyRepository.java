package io.ordergate.web;

import io.ordergate.support.Expired;
import io.ordergate.support.QueryTimeout;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Deletes idempotency keys after their 24 hours. */
@Repository
class ExpiredIdempotencyKeyRepository implements Expired {

    private static final String DELETE = """
            delete from idempotency_keys where ctid = any (array(
              select ctid from idempotency_keys
               where created_at < now() - interval '24 hours'
               order by created_at limit :size for update skip locked))""";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    ExpiredIdempotencyKeyRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "idempotency-keys";
    }

    @Override
    public Mono<Long> deleteBatch(int size) {
        return database.sql(DELETE).bind("size", size).fetch().rowsUpdated().transform(timeout::within);
    }
}
