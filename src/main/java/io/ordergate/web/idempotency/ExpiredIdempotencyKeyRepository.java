package io.ordergate.web.idempotency;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import org.springframework.stereotype.Repository;

/** Deletes idempotency keys after their 24 hours. */
@Repository
class ExpiredIdempotencyKeyRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from idempotency_keys where ctid = any (array(
              select ctid from idempotency_keys
               where created_at < now() - interval '24 hours'
               order by created_at limit :size for update skip locked))""";

    ExpiredIdempotencyKeyRepository(JobSql database, QueryTimeout timeout) {
        super(database, timeout, "idempotency-keys", DELETE);
    }
}
