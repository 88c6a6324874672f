package io.ordergate.identity.audit;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import org.springframework.stereotype.Repository;

/** Deletes security events that were kept for long enough. Nobody else deletes any. */
@Repository
class ExpiredSecurityEventRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from security_events where ctid = any (array(
              select ctid from security_events
               where at < now() - :keep * interval '1 second'
               order by at limit :size for update skip locked))""";

    ExpiredSecurityEventRepository(JobSql database, QueryTimeout timeout, AuditSettings settings) {
        super(database, timeout, "security-events", DELETE, settings.retention());
    }
}
