package io.ordergate.load;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.ordergate.ordering.ListSqlForms;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.database.Search;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.Role;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Measures searches among many orders, each in turn by one statement whose plan is the planner's, and as the service does it.
 * {@code src/test/load/search.sh} runs it.
 */
public final class OrderSearches {

    private static final int ROWS = Integer.getInteger("rows", 1_000_000);
    private static final int TIMES = 7;
    private static final int PAGE = 51;
    private static final String CANCELLED = "57014";
    private static final Caller VENDOR =
            new Caller(null, new Caller.Account(new UUID(1, 1), new UUID(1, 2), Role.VENDOR));
    private static final Pattern BLOCKS = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");
    private static final List<String> TEXTS = List.of(
            "customer",
            "himu customer",
            "lalsalu",
            "5x7kq",
            "ra",
            "er 7",
            "volume 999",
            "omer 77 vol",
            "rahim customer 4242",
            "himu volume 77",
            "rahim lalsalu",
            "himu opekkha",
            "9 volume",
            "customer volume",
            "volume customer rahim",
            " - ",
            "nowhere");

    private final Connection database;

    private OrderSearches(Connection database) {
        this.database = database;
    }

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        try (var server = EmbeddedPostgres.builder()
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .start()) {
            Flyway.configure().dataSource(server.getPostgresDatabase()).load().migrate();
            try (var connection = server.getPostgresDatabase().getConnection()) {
                var searches = new OrderSearches(connection);
                searches.fill();
                searches.measure();
            }
        }
    }

    private void measure() throws SQLException {
        System.out.printf("%d orders; median of %d, statement only%n", ROWS, TIMES);
        System.out.printf("%-42s %26s %26s%n", "", "planner's choice", "as the service does");
        var month = Instant.now().minus(30, ChronoUnit.DAYS);
        for (var text : TEXTS) {
            measure(text, text, OrderFilter.ALL);
        }
        for (var text : List.of("lalsalu", "rahim customer 4242", "9 volume")) {
            measure(text + ", shipped", text, new OrderFilter(OrderStatus.SHIPPED, null, null, null, null));
            measure(text + ", last 30 days", text, new OrderFilter(null, null, null, month, null));
        }
    }

    private void measure(String name, String text, OrderFilter others) throws SQLException {
        var search = Search.of(text);
        var filter = new OrderFilter(others.status(), null, search, others.from(), null);
        var service = ListSqlForms.withValues(VENDOR, filter, null, PAGE);
        var planner = ListSqlForms.plainWithValues(others, search, PAGE);
        System.out.printf("%-42s %26s %26s%n", name, figures(planner, "20s"), figures(service, "1s"));
    }

    private String figures(String sql, String longest) throws SQLException {
        execute("set statement_timeout = '" + longest + "'");
        try (var statement = database.createStatement()) {
            var blocks = blocks(sql);
            var nanos = new long[TIMES];
            for (var time = 0; time < TIMES; time++) {
                var begin = System.nanoTime();
                statement.executeQuery(sql).close();
                nanos[time] = System.nanoTime() - begin;
            }
            var median = IntStream.range(0, TIMES)
                    .mapToLong(time -> nanos[time])
                    .sorted()
                    .toArray()[TIMES / 2];
            return String.format(Locale.ROOT, "%8.1f ms %7d blocks", median / 1e6, blocks);
        } catch (SQLException ended) {
            if (CANCELLED.equals(ended.getSQLState())) {
                return "ended after " + longest;
            }
            throw ended;
        }
    }

    private int blocks(String sql) throws SQLException {
        try (var statement = database.createStatement();
                var lines = statement.executeQuery("explain (analyze, buffers, timing off) " + sql)) {
            while (lines.next()) {
                var found = BLOCKS.matcher(lines.getString(1));
                if (found.find()) {
                    return number(found.group(1)) + number(found.group(2));
                }
            }
            return 0;
        }
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private void fill() {
        execute("set session_replication_role = replica");
        execute("drop index orders_search");
        execute("""
                insert into orders (id, number, phone, customer_name, address, payment_method, status, currency,
                                    total_minor, created_at, updated_at, search)
                select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000'
                          || lpad(to_hex(n), 12, '0'))::uuid,
                       'BK' || lpad(n::text, 14, '0') || 'X7KQ', '+88017' || lpad((n %% 100000)::text, 8, '0'), name,
                       'House 7, Road 3, Dhaka', 'cash_on_delivery',
                       case when n %% 200 = 0 then 'shipped' when n %% 10 < 6 then 'completed'
                            when n %% 10 < 8 then 'cancelled' else 'delivered' end,
                       'BDT', 45000, at, at,
                       lower('BK' || lpad(n::text, 14, '0') || 'X7KQ ' || name || ' ' || title)
                  from (select n, now() - (%1$d + 1 - n) * interval '10 seconds' as at,
                               (array['Rahim', 'Karim', 'Salma', 'Omer', 'Ayesha', 'Fatima', 'Hasan', 'Jamal', 'Nadia',
                                      'Rahima', 'Himu', 'Shuvro', 'Misir', 'Rupa'])[1 + abs(hashint4(n)) %% 14]
                                 || ' Customer ' || n %% 100000 as name,
                               (array['Opekkha', 'Lalsalu', 'Gora', 'Devdas', 'Himu', 'Shesher Kobita',
                                      'Padma Nadir Majhi'])[1 + abs(hashint4(n + 7)) %% 7]
                                 || ' Volume ' || abs(hashint4(n + 9)) %% 1000 as title
                          from generate_series(1, %1$d) n) t""".formatted(ROWS));
        execute("create index orders_search on orders using gin (search gin_trgm_ops)");
        execute("""
                insert into order_items (order_id, position, title, unit_price_minor, quantity)
                select id, 0, 'Lalsalu', 45000, 1 from orders""");
        execute("vacuum analyze orders");
        execute("analyze order_items");
        List.of("enable_seqscan = off", "jit = off", "max_parallel_workers_per_gather = 0")
                .forEach(setting -> execute("set " + setting));
    }

    private void execute(String sql) {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
