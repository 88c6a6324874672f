package io.ordergate.verification;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import org.springframework.stereotype.Repository;

/** Deletes the counts of wrong guesses that no longer lock anybody: those of days before yesterday. */
@Repository
class ExpiredGuessRepository extends ExpiredSql {

    private static final String DELETE = """
            delete from wrong_guesses where ctid = any (array(
              select ctid from wrong_guesses
               where day < (now() at time zone 'UTC')::date - 1
               order by day limit :size for update skip locked))""";

    ExpiredGuessRepository(JobSql database, QueryTimeout timeout) {
        super(database, timeout, "wrong-guesses", DELETE);
    }
}
