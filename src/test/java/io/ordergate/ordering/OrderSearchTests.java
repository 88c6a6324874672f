package io.ordergate.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.database.Search;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Searches among 24,000 orders read what is near, or what the index knows, and never all. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.database.search-timeout=15s")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderSearchTests {

    private static final int ROWS = 24_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant FIRST = Instant.parse("2100-01-01T00:00:00Z");
    private static final String PHONE = "+8801999999999";
    private static final Caller VENDOR =
            new Caller(null, new Caller.Account(new UUID(1, 1), new UUID(1, 2), Role.VENDOR));
    private static final Pattern FAR =
            Pattern.compile("CTE far.*?orders_pkey on orders \\w+ \\((actual|never)", Pattern.DOTALL);
    private static final Pattern BLOCKS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    @Autowired
    private Database database;

    @Autowired
    private Orders orders;

    /** One order a second, newer than any of other tests: zfrequent in all, zolder in the older 15,000, zrare in every 4,000th. */
    @BeforeAll
    void fill() {
        database.force("""
                insert into orders (id, number, phone, customer_name, address, payment_method, status, currency,
                                    total_minor, created_at, updated_at, search)
                select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000'
                          || lpad(to_hex(n), 12, '0'))::uuid,
                       'ZK' || lpad(n::text, 14, '0') || 'X7KQ',
                       case when n %% 100 = 0 then '%s' else '+88018' || lpad(n::text, 8, '0') end,
                       'Somebody', 'House 7, Road 3, Dhaka', 'cash_on_delivery',
                       case when n %% 200 = 0 then 'shipped' else 'completed' end, 'BDT', 45000, at, at,
                       'zk' || lpad(n::text, 14, '0') || 'x7kq zfrequent volume ' || n
                         || case when n <= 15000 then ' zolder' else '' end
                         || case when n %% 4000 = 1 then ' zrare' else '' end
                         || case when n %% 3 = 0 then ' zpart' else '' end
                  from (select n, timestamptz '2100-01-01 00:00:00Z' + n * interval '1 second' as at
                          from generate_series(1, %d) n) t""".formatted(PHONE, ROWS));
        database.force("""
                insert into order_items (order_id, position, title, unit_price_minor, quantity)
                select id, 0, 'Lalsalu', 45000, 1 from orders where number like 'ZK%X7KQ'""");
        database.force("vacuum analyze orders");
    }

    @AfterAll
    void empty() {
        database.force("delete from order_items i using orders o where o.id = i.order_id and o.number like 'ZK%X7KQ'");
        database.force("delete from orders where number like 'ZK%X7KQ'");
        database.force("vacuum analyze orders");
    }

    /** Words that are frequent, rare, frequent but not among the newest, and nowhere; each with filters, over all pages. */
    @ParameterizedTest
    @MethodSource("searches")
    void findsWhatAPlainLookAtAllOrdersFinds(String text, OrderFilter filter, int limit, int pages) {
        var found = new ArrayList<UUID>();
        Cursor after = null;
        for (var page = 0; page < pages; page++) {
            var answer =
                    orders.list(filter, new PageRequest(limit, after), VENDOR).block(PATIENCE);
            answer.items().forEach(order -> found.add(order.id()));
            if (answer.nextCursor() == null) {
                break;
            }
            after = Cursor.of(found.get(found.size() - 1));
        }
        var all = database
                .rows(
                        "select id from orders where search like '%' || $1 || '%'" + plain(filter)
                                + " order by id desc limit " + limit * pages,
                        text)
                .stream()
                .map(row -> (UUID) row.get("id"))
                .toList();
        assertThat(found).isEqualTo(all);
    }

    static Stream<Arguments> searches() {
        return Stream.of(
                        "zfrequent",
                        "zrare",
                        "zolder",
                        "zpart",
                        "zolder zrare",
                        "zfrequent zolder",
                        "volume 1499",
                        "7kq zf")
                .flatMap(text ->
                        filters(text).map(filter -> Arguments.of(text, filter, text.length() % 2 == 0 ? 3 : 40, 4)));
    }

    private static Stream<OrderFilter> filters(String text) {
        var search = Search.of(text);
        var phone = new PhoneNumber(PHONE, "BD");
        return Stream.of(
                new OrderFilter(null, null, search, null, null),
                new OrderFilter(OrderStatus.SHIPPED, null, search, null, null),
                new OrderFilter(OrderStatus.COMPLETED, null, search, FIRST.plusSeconds(14_000), null),
                new OrderFilter(null, phone, search, null, FIRST.plusSeconds(9_000)),
                new OrderFilter(OrderStatus.CANCELLED, null, search, null, null),
                new OrderFilter(null, null, search, FIRST.plusSeconds(1), FIRST.plusSeconds(4_002)));
    }

    private static String plain(OrderFilter filter) {
        var status = filter.status();
        return (status == null ? "" : " and status = '" + status.id() + "'")
                + (filter.phone() == null ? "" : " and phone = '" + PHONE + "'")
                + (filter.from() == null ? "" : " and created_at >= '" + filter.from() + "'")
                + (filter.to() == null ? "" : " and created_at < '" + filter.to() + "'");
    }

    /**
     * The blocks are at most those of the newest 5,000 orders, of the index, and of what it knows; and four for each of 51 orders
     * and for its items, where their indexes have three levels.
     */
    @ParameterizedTest
    @CsvSource({
        "zfrequent, false, false, 450",
        "zpart, false, false, 450",
        "zrare, true, false, 450",
        "zolder, true, true, 1500",
        "znowhere, true, false, 450"
    })
    void readsNoMoreThanItHasTo(String text, boolean index, boolean far, int blocks) throws SQLException {
        var plan = plan(new OrderFilter(null, null, Search.of(text), null, null), null);
        assertThat(plan).doesNotContain("Seq Scan on orders");
        assertThat(plan.contains("Bitmap Index Scan on orders_search (actual"))
                .as(plan)
                .isEqualTo(index);
        var fromTheNewest = FAR.matcher(plan);
        assertThat(fromTheNewest.find()).as(plan).isTrue();
        assertThat(fromTheNewest.group(1)).as(plan).isEqualTo(far ? "actual" : "never");
        var read = BLOCKS.matcher(plan);
        assertThat(read.find()).isTrue();
        assertThat(Integer.parseInt(read.group(1)) + (read.group(2) == null ? 0 : Integer.parseInt(read.group(2))))
                .as(plan)
                .isLessThan(blocks);
    }

    private static String plan(OrderFilter filter, @Nullable Cursor after) throws SQLException {
        try (var connection = Database.connect();
                var statement = connection.createStatement()) {
            statement.execute("set enable_seqscan = off");
            statement.execute("set max_parallel_workers_per_gather = 0");
            var rows = statement.executeQuery("explain (analyze, costs off, summary off, timing off, buffers) "
                    + ListSqlForms.withValues(VENDOR, filter, after, 51));
            var lines = new StringBuilder();
            while (rows.next()) {
                lines.append(rows.getString(1)).append('\n');
            }
            return lines.toString();
        }
    }

    @Test
    void aSearchLeavesItsConnectionAsItWas() {
        for (var round = 0; round < 40; round++) {
            orders.list(new OrderFilter(null, null, Search.of("zrare"), null, null), new PageRequest(1, null), VENDOR)
                    .block(PATIENCE);
        }
        await("no transaction is open, of this service or of those of other tests")
                .atMost(PATIENCE)
                .until(() -> database.count("""
                        select count(*) from pg_stat_activity
                         where application_name = 'ordergate' and state like 'idle in transaction%'""") == 0);
    }
}
