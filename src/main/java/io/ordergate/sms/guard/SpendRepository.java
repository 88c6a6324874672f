package io.ordergate.sms.guard;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** What all nodes have spent, and the switch that they share. */
@Repository
class SpendRepository {

    private static final String SEGMENTS = """
            select country, sum(segments)::bigint as segments,
                   coalesce(sum(segments) filter (where purpose = 'notice'), 0)::bigint as notices
              from sms_messages
             where asked_at >= :from and asked_at < :to and outcome in ('accepted', 'unknown')
             group by country""";

    private static final String SWITCH = "select enabled from sms_switch";

    private static final String TURN = """
            insert into sms_switch (enabled, changed_by) values (:enabled, :changed_by)
            on conflict (id) do update set enabled = excluded.enabled, changed_by = excluded.changed_by,
                                           changed_at = now()""";

    private final DatabaseClient database;
    private final JobSql jobs;
    private final QueryTimeout timeout;

    SpendRepository(DatabaseClient database, JobSql jobs, QueryTimeout timeout) {
        this.database = database;
        this.jobs = jobs;
        this.timeout = timeout;
    }

    /** What texts that were or may have been sent in this time have cost. */
    Mono<Spent> spent(Instant from, Instant to, SmsPrices prices) {
        return jobs.sql(SEGMENTS)
                .bind("from", from)
                .bind("to", to)
                .map(row -> spent(row, prices))
                .all()
                .reduce(Spent.NOTHING, Spent::plus)
                .transform(timeout::within);
    }

    private static Spent spent(Readable row, SmsPrices prices) {
        var country = value(row, "country", String.class);
        return new Spent(
                prices.of(country, value(row, "segments", Long.class)),
                prices.of(country, value(row, "notices", Long.class)));
    }

    /** True as long as nobody has turned it. */
    Mono<Boolean> isEnabled() {
        return database.sql(SWITCH)
                .mapValue(Boolean.class)
                .one()
                .defaultIfEmpty(true)
                .transform(timeout::within);
    }

    Mono<Void> turn(boolean enabled, UUID adminId) {
        return database.sql(TURN)
                .bind("enabled", enabled)
                .bind("changed_by", adminId)
                .then()
                .transform(timeout::within);
    }
}
