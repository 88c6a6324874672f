package io.ordergate.ordering.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.ListSqlForms;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.database.Search;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.Role;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Lists and exports a million orders: {@code mvn test -Dtest=OrderListBenchmark}, then read {@code
 * target/order-lists.txt}. The benchmark asserts that plans are ranges of indexes; times are for people to judge.
 */
@IntegrationTest
class OrderListBenchmark {

    private static final int ORDERS = 1_000_000;
    private static final int LIMIT = 50;
    private static final int DEEP = 9_999;
    private static final int TIMES = 21;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Caller VENDOR =
            new Caller(null, new Caller.Account(new UUID(1, 1), new UUID(1, 2), Role.VENDOR));
    private static final UUID CUSTOMER = UUID.fromString("00000000-0000-4000-8000-000000000007");

    @Autowired
    private Orders orders;

    @Autowired
    private OrderExports exports;

    @Autowired
    private Database database;

    private final StringBuilder report = new StringBuilder();

    @Test
    @Timeout(1800)
    void listsAreRangesOfIndexesOnEveryPage() throws IOException, SQLException {
        fill();
        var filters = new LinkedHashMap<String, OrderFilter>();
        filters.put("all", OrderFilter.ALL);
        filters.put("status=completed (60 %)", new OrderFilter(OrderStatus.COMPLETED, null, null, null, null));
        filters.put("status=shipped (0.5 %)", new OrderFilter(OrderStatus.SHIPPED, null, null, null, null));
        filters.put(
                "phone_number (100 orders)",
                new OrderFilter(null, new PhoneNumber("+8801700000042", "BD"), null, null, null));
        filters.put("q=lalsalu (10 %)", new OrderFilter(null, null, Search.of("lalsalu"), null, null));
        filters.put("q=Nokshi 777777 (1 order)", new OrderFilter(null, null, Search.of("nokshi 777777"), null, null));
        var middle = Instant.parse(database.rows("""
                        select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
                          from orders order by id offset 500000 limit 1""").get(0).get("at").toString());
        filters.put(
                "from, to (a day in the middle)",
                new OrderFilter(null, null, null, middle, middle.plus(Duration.ofDays(1))));
        report.append(String.format(Locale.ROOT, "%d orders, pages of %d%n%n", ORDERS, LIMIT));
        for (var filter : filters.entrySet()) {
            measure(filter.getKey(), VENDOR, filter.getValue());
        }
        var customer = new Caller(
                new PhoneNumber("+8801700000042", "BD"), new Caller.Account(CUSTOMER, new UUID(1, 2), Role.CUSTOMER));
        measure("own orders (200)", customer, OrderFilter.ALL);
        export();
        Files.writeString(Path.of("target/order-lists.txt"), report);
    }

    private void measure(String name, Caller caller, OrderFilter filter) throws SQLException {
        var last = deep(caller, filter);
        report.append("== ").append(name).append('\n');
        for (var after : last == null ? Arrays.asList((Cursor) null) : Arrays.asList(null, last)) {
            var plan = plan(ListSqlForms.withValues(caller, filter, after, LIMIT + 1));
            assertThat(plan.lines().filter(step -> !step.contains("never executed")))
                    .as(name)
                    .noneMatch(step -> step.contains("Seq Scan on orders"));
            report.append(String.format(
                    Locale.ROOT,
                    "%s: median %.2f ms%n%s%n%n",
                    after == null ? "first page" : "page " + (DEEP + 1),
                    median(caller, filter, after),
                    plan.indent(4)));
        }
    }

    /** The end of the 9,999th page; null if there is none. */
    private @Nullable Cursor deep(Caller caller, OrderFilter filter) {
        if (!caller.isStaff() || filter.phone() != null || filter.text() != null || filter.from() != null) {
            return null;
        }
        var status = filter.status();
        var found =
                database.rows("select id from orders " + (status == null ? "" : "where status = '" + status.id() + "' ")
                        + "order by id desc offset " + (DEEP * LIMIT - 1) + " limit 1");
        return found.isEmpty() ? null : Cursor.of((UUID) found.get(0).get("id"));
    }

    private double median(Caller caller, OrderFilter filter, @Nullable Cursor after) {
        var page = orders.list(filter, new PageRequest(LIMIT, after), caller);
        var nanos = IntStream.range(0, TIMES)
                .mapToLong(time -> {
                    var begin = System.nanoTime();
                    page.block(PATIENCE);
                    return System.nanoTime() - begin;
                })
                .sorted()
                .toArray();
        return nanos[TIMES / 2] / 1e6;
    }

    private static String plan(String sql) throws SQLException {
        try (var connection = Database.connect();
                var statement = connection.createStatement()) {
            var rows = statement.executeQuery("explain (analyze, costs off, summary off, buffers off) " + sql);
            var lines = new StringBuilder();
            while (rows.next()) {
                lines.append(rows.getString(1)).append('\n');
            }
            return lines.toString();
        }
    }

    /** Measures the heap after collections, every forty megabytes. */
    private void export() {
        var memory = ManagementFactory.getMemoryMXBean();
        var most = new long[1];
        var count = new long[2];
        System.gc();
        var before = memory.getHeapMemoryUsage().getUsed();
        var begin = System.nanoTime();
        var form = new ExportForm(ExportForm.Rows.ORDERS, false, ZoneOffset.UTC);
        exports.export(OrderFilter.ALL, form, VENDOR, new ClientAddress("192.0.2.1"), pieces -> pieces.doOnNext(
                                piece -> {
                                    count[0] += new String(piece, StandardCharsets.UTF_8)
                                            .chars()
                                            .filter(character -> character == '\n')
                                            .count();
                                    if (++count[1] % 10_000 == 0) {
                                        System.gc();
                                        most[0] = Math.max(
                                                most[0],
                                                memory.getHeapMemoryUsage().getUsed());
                                    }
                                })
                        .then())
                .block(PATIENCE);
        report.append(String.format(
                Locale.ROOT,
                "== export: %d rows in %.1f s; heap in use %d MB before, at most %d MB while it ran%n",
                count[0] - 1,
                (System.nanoTime() - begin) / 1e9,
                before >> 20,
                most[0] >> 20));
        assertThat(count[0] - 1).isEqualTo(ORDERS);
    }

    private void fill() {
        database.force("truncate orders cascade");
        database.force("""
                insert into orders (id, number, customer_id, phone, customer_name, address, payment_method, status,
                                    currency, total_minor, created_at, updated_at, search)
                select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000'
                          || lpad(to_hex(n), 12, '0'))::uuid,
                       'BK' || lpad(n::text, 14, '0') || 'X7KQ',
                       ('00000000-0000-4000-8000-' || lpad((n % 10000)::text, 12, '0'))::uuid,
                       '+88017' || lpad((n % 10000)::text, 8, '0'), 'Nokshi ' || n, 'House 7, Road 3, Dhaka',
                       'cash_on_delivery',
                       case when n % 200 = 0 then 'shipped' when n % 10 < 6 then 'completed'
                            when n % 10 < 8 then 'cancelled' else 'delivered' end,
                       'BDT', 45000, at, at,
                       lower('BK' || lpad(n::text, 14, '0') || 'X7KQ Nokshi ' || n || ' '
                             || case when n % 10 = 3 then 'Lalsalu' else 'Gora' end)
                  from (select n, now() - (1000001 - n) * interval '10 seconds' as at
                          from generate_series(1, 1000000) n) t""");
        database.force("""
                insert into order_items (order_id, position, title, unit_price_minor, quantity)
                select id, 0, case when search like '%lalsalu%' then 'Lalsalu' else 'Gora' end, 45000, 1 from orders""");
        database.force("analyze orders");
        database.force("analyze order_items");
    }
}
