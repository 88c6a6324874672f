package io.ordergate.notification.text;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import org.springframework.stereotype.Repository;

/** Forgets what customers were told long ago. */
@Repository
class ExpiredOrderTextRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from order_texts where ctid = any (array(
              select ctid from order_texts where sent_at < now() - :keep * interval '1 second'
               order by sent_at limit :size for update skip locked))""";

    ExpiredOrderTextRepository(JobSql database, QueryTimeout timeout, NoticeSettings settings) {
        super(database, timeout, "order-texts", DELETE, settings.keep());
    }
}
