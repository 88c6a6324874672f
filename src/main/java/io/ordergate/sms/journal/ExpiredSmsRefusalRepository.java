package io.ordergate.sms.journal;

import io.ordergate.sms.SmsSettings;
import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import org.springframework.stereotype.Repository;

/** Deletes what was refused long ago. */
@Repository
class ExpiredSmsRefusalRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from sms_refusals where ctid = any (array(
              select ctid from sms_refusals
               where at < now() - :keep * interval '1 second'
               order by at limit :size for update skip locked))""";

    ExpiredSmsRefusalRepository(JobSql database, QueryTimeout timeout, SmsSettings settings) {
        super(database, timeout, "sms-refusals", DELETE, settings.keep());
    }
}
