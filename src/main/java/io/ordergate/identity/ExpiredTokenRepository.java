package io.ordergate.identity;

import io.ordergate.support.Expired;
import io.ordergate.support.QueryTimeout;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Deletes refresh tokens that have expired: whether they were used makes no difference any more. */
@Repository
class ExpiredTokenRepository implements Expired {

    private static final String DELETE = """
            delete from refresh_tokens where ctid = any (array(
              select ctid from refresh_tokens
               where expires_at < now()
               order by expires_at limit :size for update skip locked))""";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    ExpiredTokenRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "refresh-tokens";
    }

    @Override
    public Mono<Long> deleteBatch(int size) {
        return database.sql(DELETE).bind("size", size).fetch().rowsUpdated().transform(timeout::within);
    }
}
