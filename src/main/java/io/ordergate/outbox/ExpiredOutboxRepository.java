package io.ordergate.outbox;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import org.springframework.stereotype.Repository;

/** Deletes messages that were done long ago. Those that somebody still waits for, or that are parked, stay. */
@Repository
class ExpiredOutboxRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from outbox where id = any (array(
              select o.id from outbox o
               where o.relayed_at < now() - :keep * interval '1 second'
                 and not exists (select from outbox_deliveries d where d.message_id = o.id)
               order by o.relayed_at limit :size for update of o skip locked))""";

    ExpiredOutboxRepository(JobSql database, QueryTimeout timeout, OutboxSettings settings) {
        super(database, timeout, "outbox", DELETE, settings.keep());
    }
}
