package io.ordergate.identity.token;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import org.springframework.stereotype.Repository;

/** Forgets that a phone's guests were sent away once none of their tokens can be in time any more. */
@Repository
class ExpiredGuestEndRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from ended_guests where ctid = any (array(
              select ctid from ended_guests
               where ended_at < now() - interval '1 day' - :keep * interval '1 second'
               order by ended_at limit :size for update skip locked))""";

    ExpiredGuestEndRepository(JobSql database, QueryTimeout timeout, TokenSettings settings) {
        super(database, timeout, "guest-ends", DELETE, settings.life());
    }
}
