package io.ordergate.notification.webhook;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import java.util.Map;
import org.springframework.stereotype.Repository;

/**
 * What a relay handed out to an endpoint while it was being removed: nobody would ever claim it, and its message would be
 * waited for, and kept, for ever.
 */
@Repository
class RemovedEndpointRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from outbox_deliveries where id = any (array(
              select d.id from outbox_deliveries d
               where starts_with(d.consumer, :name || '/')
                 and not exists (select from webhook_endpoints e where :name || '/' || e.id = d.consumer)
               limit :size for update of d skip locked))""";

    RemovedEndpointRepository(JobSql database, QueryTimeout timeout) {
        super(database, timeout, "removed-endpoints", DELETE, () -> Map.of("name", ShopWebhooks.NAME));
    }
}
