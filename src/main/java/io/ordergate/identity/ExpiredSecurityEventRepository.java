package io.ordergate.identity;

import io.ordergate.support.Expired;
import io.ordergate.support.QueryTimeout;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Deletes security events that were kept for long enough. Nobody else deletes any. */
@Repository
class ExpiredSecurityEventRepository implements Expired {

    private static final String DELETE = """
            delete from security_events where ctid = any (array(
              select ctid from security_events
               where at < now() - :retention * interval '1 second'
               order by at limit :size for update skip locked))""";

    private final DatabaseClient database;
    private final QueryTimeout timeout;
    private final AuditSettings settings;

    ExpiredSecurityEventRepository(DatabaseClient database, QueryTimeout timeout, AuditSettings settings) {
        this.database = database;
        this.timeout = timeout;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "security-events";
    }

    @Override
    public Mono<Long> deleteBatch(int size) {
        return database.sql(DELETE)
                .bind("retention", settings.retention().toSeconds())
                .bind("size", size)
                .fetch()
                .rowsUpdated()
                .transform(timeout::within);
    }
}
