package io.ordergate.verification;

import io.ordergate.support.Expired;
import io.ordergate.support.QueryTimeout;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Deletes the counts of wrong guesses that no longer lock anybody: those of days before yesterday. */
@Repository
class ExpiredGuessRepository implements Expired {

    private static final String DELETE = """
            delete from wrong_guesses where ctid = any (array(
              select ctid from wrong_guesses
               where day < (now() at time zone 'UTC')::date - 1
               order by day limit :size for update skip locked))""";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    ExpiredGuessRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "wrong-guesses";
    }

    @Override
    public Mono<Long> deleteBatch(int size) {
        return database.sql(DELETE).bind("size", size).fetch().rowsUpdated().transform(timeout::within);
    }
}
