package io.ordergate.notification.text;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import java.time.Duration;
import org.springframework.stereotype.Repository;

/** Forgets how many texts phones got on days that are over. */
@Repository
class ExpiredOrderTextDayRepository extends ExpiredSql {

    private static final Duration KEEP = Duration.ofDays(1);

    private static final String DELETE = """
            delete from order_text_days where ctid = any (array(
              select ctid from order_text_days
               where day < ((now() - :keep * interval '1 second') at time zone 'UTC')::date
               order by day limit :size for update skip locked))""";

    ExpiredOrderTextDayRepository(JobSql database, QueryTimeout timeout) {
        super(database, timeout, "order-text-days", DELETE, KEEP);
    }
}
