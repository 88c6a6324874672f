package io.ordergate.verification;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.ExpiredSql;
import io.ordergate.support.secret.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Repository;

/**
 * Deletes old challenges. They are found by their ids, which are in time order: an index on a time would cost every code
 * that is sent. A used one stays a day longer than it was used, for repeats of its verify.
 */
@Repository
class ExpiredChallengeRepository extends ExpiredSql {

    static final Duration KEPT = Duration.ofDays(2);

    private static final String DELETE = """
            with over as (
              select ctid as place, id, phone, purpose from challenges
               where id < :before and expires_at < now()
                 and (consumed_at is null or consumed_at < now() - interval '24 hours')
               order by id limit :size for update skip locked),
            last as (
              delete from last_codes l using over o
               where l.phone = o.phone and l.purpose = o.purpose and l.challenge_id = o.id)
            delete from challenges where ctid = any (array(select place from over))""";

    ExpiredChallengeRepository(JobSql database, QueryTimeout timeout, Clock clock) {
        super(
                database,
                timeout,
                "challenges",
                DELETE,
                () -> Map.of("before", Ids.smallest(clock.instant().minus(KEPT))));
    }
}
