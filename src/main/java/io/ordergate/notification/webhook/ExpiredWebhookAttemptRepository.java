package io.ordergate.notification.webhook;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import org.springframework.stereotype.Repository;

/** Deletes old lines of the log of calls. */
@Repository
class ExpiredWebhookAttemptRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from webhook_attempts where ctid = any (array(
              select ctid from webhook_attempts where at < now() - :keep * interval '1 second'
               order by at limit :size for update skip locked))""";

    ExpiredWebhookAttemptRepository(JobSql database, QueryTimeout timeout, ShopWebhookSettings settings) {
        super(database, timeout, "webhook-attempts", DELETE, settings.keep());
    }
}
