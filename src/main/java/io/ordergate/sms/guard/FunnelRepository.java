package io.ordergate.sms.guard;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.secret.Ids;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Counts the steps from a sent code to an order. A code that was asked for to place an order has placed one when it came back,
 * both in one statement: so the texts alone tell how many orders there were.
 */
@Repository
class FunnelRepository {

    private static final String COUNTS = """
            count(*) as texts,
                   count(challenge_id) as codes,
                   count(challenge_id) filter (where delivery = 'delivered') as delivered,
                   count(challenge_id) filter (where delivery = 'failed') as undelivered,
                   count(verified_at) as verified,
                   count(verified_at) filter (where purpose = 'order') as placed,
                   sum(segments)::bigint as segments
              from sms_messages
             where asked_at >= :from and asked_at < :to and id >= :first and id < :last
               and outcome in ('accepted', 'unknown')
               and (:country::text is null or country = :country)
               and (:provider::text is null or provider = :provider)
               and (:purpose::text is null or purpose = :purpose)""";

    private static final Map<FunnelKey, Sql> COUNT = Arrays.stream(FunnelKey.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), FunnelRepository::count));

    /** Ids are made before their texts are sent, and clocks of nodes differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    private final Db db;
    private final SmsPrices prices;

    /** Which texts count; what is null does not matter. */
    record Filter(
            Instant from,
            Instant to,
            @Nullable String country,
            @Nullable String provider,
            @Nullable String purpose) {}

    FunnelRepository(Db db, GuardSettings settings) {
        this.db = db;
        this.prices = SmsPrices.of(settings.prices());
    }

    /** The steps by key, in the order of the keys. */
    Mono<List<FunnelStep>> count(FunnelKey by, Filter filter) {
        var call = Objects.requireNonNull(COUNT.get(by))
                .bind("from", filter.from())
                .bind("to", filter.to())
                .bind("first", Ids.smallest(moved(filter.from(), CLOCKS_DIFFER.negated())))
                .bind("last", Ids.smallest(moved(filter.to(), CLOCKS_DIFFER)))
                .bind("country", filter.country(), String.class)
                .bind("provider", filter.provider(), String.class)
                .bind("purpose", filter.purpose(), String.class);
        return db.replica().list(call, this::step).map(FunnelRepository::summed);
    }

    private static Instant moved(Instant moment, Duration shift) {
        var moved = moment.plus(shift);
        return moved.isBefore(Instant.EPOCH) ? Instant.EPOCH : moved;
    }

    /** Each day is a range of its own: grouped by an expression, all texts would be sorted, since PostgreSQL expects many days. */
    private static Sql count(FunnelKey by) {
        return by == FunnelKey.DAY
                ? Sql.of("""
                select {key} as key, c.*
                  from (select generate_series((:from::timestamptz at time zone 'UTC')::date, :to::timestamptz at time zone 'UTC',
                                               interval '1 day')::date as day) d
                 cross join lateral (
                   select country, {counts}
                      and asked_at >= d.day::timestamp at time zone 'UTC'
                      and asked_at < (d.day + 1)::timestamp at time zone 'UTC'
                    group by country) c
                 order by 1, 2""", Map.of("key", by.sql, "counts", COUNTS))
                : Sql.of("""
                select {key} as key, country, {counts}
                 group by 1, 2
                 order by 1, 2""", Map.of("key", by.sql, "counts", COUNTS));
    }

    /** The parts of each key, which differ by country, since prices do. */
    private static List<FunnelStep> summed(List<FunnelStep> parts) {
        return List.copyOf(parts.stream()
                .collect(Collectors.toMap(
                        FunnelStep::key, Function.identity(), FunnelStep::plus, LinkedHashMap<String, FunnelStep>::new))
                .values());
    }

    private FunnelStep step(Readable row) {
        var segments = value(row, "segments", Long.class);
        return new FunnelStep(
                value(row, "key", String.class),
                value(row, "texts", Long.class),
                value(row, "codes", Long.class),
                value(row, "delivered", Long.class),
                value(row, "undelivered", Long.class),
                value(row, "verified", Long.class),
                value(row, "placed", Long.class),
                segments,
                prices.isNone() ? null : prices.of(value(row, "country", String.class), segments));
    }
}
