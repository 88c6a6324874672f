package io.ordergate.verification;

import io.ordergate.support.Expired;
import io.ordergate.support.Ids;
import io.ordergate.support.QueryTimeout;
import java.time.Clock;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Deletes old challenges. They are found by their ids, which are in time order: an index on a time would cost every code
 * that is sent. A used one stays a day longer than it was used, for repeats of its verify.
 */
@Repository
class ExpiredChallengeRepository implements Expired {

    static final Duration KEPT = Duration.ofDays(2);

    private static final String DELETE = """
            delete from challenges where ctid = any (array(
              select ctid from challenges
               where id < :before and expires_at < now()
                 and (consumed_at is null or consumed_at < now() - interval '24 hours')
               order by id limit :size for update skip locked))""";

    private final DatabaseClient database;
    private final QueryTimeout timeout;
    private final Clock clock;

    ExpiredChallengeRepository(DatabaseClient database, QueryTimeout timeout, Clock clock) {
        this.database = database;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "challenges";
    }

    @Override
    public Mono<Long> deleteBatch(int size) {
        return database.sql(DELETE)
                .bind("before", Ids.smallest(clock.instant().minus(KEPT)))
                .bind("size", size)
                .fetch()
                .rowsUpdated()
                .transform(timeout::within);
    }
}
