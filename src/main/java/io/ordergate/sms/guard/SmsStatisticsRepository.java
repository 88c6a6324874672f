package io.ordergate.sms.guard;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.sms.guard.SmsStatistics.RefusedCount;
import io.ordergate.sms.guard.SmsStatistics.SentCount;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Counts texts in PostgreSQL. Each statement reads one range of one index. */
@Repository
class SmsStatisticsRepository {

    private static final Sql SENT = Sql.of("""
            select date_trunc(:step, asked_at, 'UTC') as at, country, provider,
                   count(*) filter (where outcome = 'accepted') as sent,
                   count(*) filter (where delivery = 'delivered') as delivered,
                   count(*) filter (where delivery = 'failed') as undelivered,
                   count(verified_at) as verified,
                   count(*) filter (where outcome <> 'accepted') as refused,
                   coalesce(sum(segments) filter (where outcome = 'accepted'), 0)::bigint as segments
              from sms_messages
             where asked_at >= :from and asked_at < :to
             group by 1, 2, 3
             order by 1, 2, 3""");

    private static final Sql REFUSED = Sql.of("""
            select date_trunc(:step, at, 'UTC') as at, country, reason, enforced, sum(times)::bigint as times
              from sms_refusals
             where at >= :from and at < :to
             group by 1, 2, 3, 4
             order by 1, 2, 3, 4""");

    private final Db db;

    SmsStatisticsRepository(Db db) {
        this.db = db;
    }

    Mono<SmsStatistics> count(Instant from, Instant to, String step) {
        return Mono.zip(
                db.list(SENT.bind("from", from).bind("to", to).bind("step", step), SmsStatisticsRepository::sent),
                db.list(REFUSED.bind("from", from).bind("to", to).bind("step", step), SmsStatisticsRepository::refused),
                (sent, refused) -> new SmsStatistics(from, to, step, sent, refused));
    }

    private static SentCount sent(Readable row) {
        return new SentCount(
                value(row, "at", Instant.class),
                value(row, "country", String.class),
                value(row, "provider", String.class),
                value(row, "sent", Long.class),
                value(row, "delivered", Long.class),
                value(row, "undelivered", Long.class),
                value(row, "verified", Long.class),
                value(row, "refused", Long.class),
                value(row, "segments", Long.class));
    }

    private static RefusedCount refused(Readable row) {
        return new RefusedCount(
                value(row, "at", Instant.class),
                value(row, "country", String.class),
                value(row, "reason", String.class),
                value(row, "enforced", Boolean.class),
                value(row, "times", Long.class));
    }
}
