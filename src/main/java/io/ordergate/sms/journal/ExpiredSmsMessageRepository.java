package io.ordergate.sms.journal;

import io.ordergate.sms.SmsSettings;
import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import org.springframework.stereotype.Repository;

/** Deletes what was sent long ago. */
@Repository
class ExpiredSmsMessageRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from sms_messages where ctid = any (array(
              select ctid from sms_messages
               where asked_at < now() - :keep * interval '1 second'
               order by asked_at limit :size for update skip locked))""";

    ExpiredSmsMessageRepository(JobSql database, QueryTimeout timeout, SmsSettings settings) {
        super(database, timeout, "sms-messages", DELETE, settings.keep());
    }
}
