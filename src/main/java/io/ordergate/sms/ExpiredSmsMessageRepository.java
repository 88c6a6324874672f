package io.ordergate.sms;

import io.ordergate.support.Expired;
import io.ordergate.support.QueryTimeout;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Deletes what was sent long ago. */
@Repository
class ExpiredSmsMessageRepository implements Expired {

    private static final String DELETE = """
            delete from sms_messages where ctid = any (array(
              select ctid from sms_messages
               where asked_at < now() - :keep * interval '1 second'
               order by asked_at limit :size for update skip locked))""";

    private final DatabaseClient database;
    private final SmsSettings settings;
    private final QueryTimeout timeout;

    ExpiredSmsMessageRepository(DatabaseClient database, SmsSettings settings, QueryTimeout timeout) {
        this.database = database;
        this.settings = settings;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "sms-messages";
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
