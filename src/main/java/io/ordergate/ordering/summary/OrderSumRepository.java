package io.ordergate.ordering.summary;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.model.OrderSql;
import io.ordergate.support.Amounts;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Sums of orders in PostgreSQL: those of {@code order_sums}, and the changes since. Triggers of the database write each change in
 * the transaction of its order.
 */
@Repository
class OrderSumRepository {

    private static final Map<SumKey, Sql> FIND = Arrays.stream(SumKey.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), OrderSumRepository::find));

    /** Moves the oldest changes into the sums. Of several nodes at once one does so. */
    private static final Sql FOLD = Sql.of("""
            with turn as materialized (select pg_try_advisory_xact_lock(7236001, 31) as mine),
            moved as (
              delete from order_sum_changes
               where (select mine from turn)
                 and id <= (select max(id) from (select id from order_sum_changes order by id limit :size) f)
              returning *),
            sums as (
              insert into order_sums as s (day, status, payment_method, currency, price_source, orders, total_minor)
              select day, status, payment_method, currency, price_source, sum(orders), sum(total_minor)
                from moved
               group by day, status, payment_method, currency, price_source
              having sum(orders) <> 0 or sum(total_minor) <> 0
              on conflict (day, status, payment_method, currency, price_source) do update
                 set orders = s.orders + excluded.orders, total_minor = s.total_minor + excluded.total_minor)
            select count(*) as moved from moved""");

    private final Db db;

    OrderSumRepository(Db db) {
        this.db = db;
    }

    /** The sums of the orders that were placed from the first day on and before the last (UTC), by key and currency. */
    Mono<List<OrderSum>> find(SumKey by, @Nullable LocalDate from, @Nullable LocalDate to) {
        var sql = Objects.requireNonNull(FIND.get(by));
        return db.replica()
                .list(sql.bind("from", from, LocalDate.class).bind("to", to, LocalDate.class), OrderSumRepository::sum);
    }

    /** The number of changes that were moved into the sums: less than the size when there are no more, or another node moves them. */
    Mono<Long> fold(int size) {
        return db.jobs().one(FOLD.bind("size", size), row -> value(row, "moved", Long.class));
    }

    private static Sql find(SumKey by) {
        return Sql.of("""
                select {key} as key, o.currency, sum(o.orders)::bigint as orders, sum(o.total_minor)::numeric as total_minor,
                       coalesce(sum(o.orders) filter (where {undone}), 0)::bigint as undone_orders,
                       coalesce(sum(o.total_minor) filter (where {undone}), 0)::numeric as undone_minor
                  from (select day, status, payment_method, currency, price_source, orders, total_minor from order_sums
                        union all
                        select day, status, payment_method, currency, price_source, orders, total_minor
                          from order_sum_changes) o
                 where o.day >= coalesce(:from::date, '-infinity') and o.day < coalesce(:to::date, 'infinity')
                 group by 1, 2
                having sum(o.orders) <> 0
                 order by 1, 2""", Map.of("key", by.sql, "undone", OrderSql.UNDONE));
    }

    private static OrderSum sum(Readable row) {
        var currency = value(row, "currency", String.class);
        return new OrderSum(
                value(row, "key", String.class),
                currency,
                value(row, "orders", Long.class),
                amount(row, "total_minor", currency),
                value(row, "undone_orders", Long.class),
                amount(row, "undone_minor", currency));
    }

    /** The sum of many orders may be more than an amount may be. */
    private static String amount(Readable row, String column, String currency) {
        return Amounts.text(value(row, column, BigDecimal.class), currency);
    }
}
