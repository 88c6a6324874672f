package io.ordergate.identity.token;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import org.springframework.stereotype.Repository;

/** Deletes refresh tokens that have expired: whether they were used makes no difference any more. */
@Repository
class ExpiredTokenRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from refresh_tokens where ctid = any (array(
              select ctid from refresh_tokens
               where expires_at < now()
               order by expires_at limit :size for update skip locked))""";

    ExpiredTokenRepository(JobSql database, QueryTimeout timeout) {
        super(database, timeout, "refresh-tokens", DELETE);
    }
}
