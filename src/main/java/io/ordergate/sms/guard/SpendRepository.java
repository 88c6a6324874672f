package io.ordergate.sms.guard;

import static io.ordergate.support.database.Rows.first;
import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The costs of texts on all nodes, and the switch of all nodes. */
@Repository
class SpendRepository {

    private static final Sql SEGMENTS = Sql.of("""
            select country, sum(segments)::bigint as segments,
                   coalesce(sum(segments) filter (where purpose = 'notice'), 0)::bigint as notices
              from sms_messages
             where asked_at >= :from and asked_at < :to and outcome in ('accepted', 'unknown')
             group by country""");

    private static final Sql SWITCH = Sql.of("select enabled from sms_switch");

    private static final Sql SET_ENABLED = Sql.of("""
            insert into sms_switch (enabled, changed_by) values (:enabled, :changed_by)
            on conflict (id) do update set enabled = excluded.enabled, changed_by = excluded.changed_by,
                                           changed_at = now()""");

    private final Db db;

    SpendRepository(Db db) {
        this.db = db;
    }

    /** The costs of texts that were or may have been sent in this time. */
    Mono<SpendTotals> spent(Instant from, Instant to, SmsPrices prices) {
        return db.jobs()
                .list(SEGMENTS.bind("from", from).bind("to", to), row -> spent(row, prices))
                .map(spent -> spent.stream().reduce(SpendTotals.NOTHING, SpendTotals::plus));
    }

    private static SpendTotals spent(Readable row, SmsPrices prices) {
        var country = value(row, "country", String.class);
        return new SpendTotals(
                prices.of(country, value(row, "segments", Long.class)),
                prices.of(country, value(row, "notices", Long.class)));
    }

    /** Whether texts are allowed; true as long as no admin has decided. */
    Mono<Boolean> isEnabled() {
        return db.one(SWITCH.call(), first(Boolean.class)).defaultIfEmpty(true);
    }

    Mono<Void> setEnabled(boolean enabled, UUID adminId) {
        return db.update(SET_ENABLED.bind("enabled", enabled).bind("changed_by", adminId))
                .then();
    }
}
