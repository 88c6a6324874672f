package io.ordergate.sms;

import io.ordergate.support.Expired;
import io.ordergate.support.QueryTimeout;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Deletes what was refused long ago. */
@Repository
class ExpiredSmsRefusalRepository implements Expired {

    private static final String DELETE = """
            delete from sms_refusals where ctid = any (array(
              select ctid from sms_refusals
               where at < now() - :keep * interval '1 second'
               order by at limit :size for update skip locked))""";

    private final DatabaseClient database;
    private final SmsSettings settings;
    private final QueryTimeout timeout;

    ExpiredSmsRefusalRepository(DatabaseClient database, SmsSettings settings, QueryTimeout timeout) {
        this.database = database;
        this.settings = settings;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "sms-refusals";
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
