package io.ordergate.ordering.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.database.DatabaseAddress;
import io.ordergate.testing.Nodes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Sums are those of a plain count, whoever changes orders meanwhile and whichever nodes move the changes. */
class SummaryTests {

    private static final int WRITERS = 8;
    private static final int ORDERS = 60;

    private static final String PLAIN = """
            select %s, currency, count(*), sum(total_minor),
                   count(*) filter (where status in ('cancelled', 'returned', 'refused')) from orders group by 1, 2 order by 1, 2""";

    @Test
    void twoNodesSumWhatAPlainCountFindsWhileOrdersChange() throws Exception {
        try (var nodes = new Nodes("sums")) {
            var sums = List.of(
                    nodes.start().context().getBean(OrderSumRepository.class),
                    nodes.start().context().getBean(OrderSumRepository.class));
            var address = DatabaseAddress.parse(nodes.migrationUrl());
            var over = new AtomicBoolean();
            var pool = Executors.newFixedThreadPool(WRITERS + 3);
            try {
                var work = new ArrayList<Callable<Integer>>();
                for (var writer = 0; writer < WRITERS; writer++) {
                    var number = writer;
                    work.add(() -> write(address, number));
                }
                var folding = sums.stream()
                        .map(each -> pool.submit(() -> {
                            while (!over.get()) {
                                each.fold(7).block();
                            }
                            return 0;
                        }))
                        .toList();
                var reading = pool.submit(() -> {
                    while (!over.get()) {
                        compare(address, sums.get(0), SumKey.STATUS);
                    }
                    return 0;
                });
                for (var writing : pool.invokeAll(work)) {
                    assertThat(writing.get()).isEqualTo(ORDERS);
                }
                over.set(true);
                for (var fold : folding) {
                    fold.get();
                }
                reading.get();
            } finally {
                over.set(true);
                pool.shutdownNow();
            }
            for (var by : SumKey.values()) {
                equalsAPlainCount(address, sums.get(1), by);
            }
            assertThat(sums.get(0).fold(20_000).block()).isNotNull();
            for (var by : SumKey.values()) {
                equalsAPlainCount(address, sums.get(0), by);
            }
            assertThat(sums.get(0)
                            .find(SumKey.STATUS, LocalDate.parse("1971-01-01"), LocalDate.parse("1972-01-01"))
                            .blockOptional()
                            .orElseThrow())
                    .isEmpty();
        }
    }

    /** The totals of all rows never lack or repeat an order: with each order its status and its sum move at once. */
    private static void compare(DatabaseAddress address, OrderSumRepository sums, SumKey by) throws SQLException {
        var before = count(address);
        var found = sums.find(by, null, null).blockOptional().orElseThrow();
        var after = count(address);
        assertThat(found.stream().mapToLong(OrderSum::orders).sum()).isBetween(before, after);
        assertThat(found).allMatch(sum -> sum.orders() > 0);
    }

    private static void equalsAPlainCount(DatabaseAddress address, OrderSumRepository sums, SumKey by)
            throws SQLException {
        var plain = new ArrayList<String>();
        try (var connection = connect(address);
                var rows = connection
                        .createStatement()
                        .executeQuery(PLAIN.formatted(
                                by == SumKey.DAY
                                        ? "((created_at at time zone 'UTC')::date)::text"
                                        : by.sql.replace("o.", "")))) {
            while (rows.next()) {
                plain.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getLong(3) + " "
                        + rows.getBigDecimal(4) + " " + rows.getLong(5));
            }
        }
        assertThat(plain).isNotEmpty();
        assertThat(sums
                        .find(by, LocalDate.parse("1970-01-01"), LocalDate.parse("2100-01-01"))
                        .blockOptional()
                        .orElseThrow()
                        .stream()
                        .map(sum -> sum.key() + " " + sum.currency() + " " + sum.orders() + " "
                                + sum.totalAmount().replace(".", "").replaceFirst("^0+(?=.)", "") + " "
                                + sum.undoneOrders()))
                .containsExactlyElementsOf(plain);
    }

    /** Places orders and takes steps of them, some of which are undone again. */
    private static int write(DatabaseAddress address, int writer) throws SQLException {
        var random = ThreadLocalRandom.current();
        var placed = 0;
        try (var connection = connect(address)) {
            connection.setAutoCommit(false);
            while (placed < ORDERS) {
                var number = "XX" + writer + "-" + placed;
                var currency = List.of("BDT", "KWD", "JPY").get(random.nextInt(3));
                run(connection, """
                        insert into orders (id, number, phone, address, payment_method, status, currency, total_minor, price_source,
                                            search, created_at)
                        values (gen_random_uuid(), '%s', '+8801700000001', 'House 7', '%s', 'pending', '%s', %d, '%s', '',
                                '2026-01-01 22:00Z'::timestamptz + %d * interval '1 hour')""".formatted(
                                number,
                                random.nextBoolean() ? "card" : "cash_on_delivery",
                                currency,
                                random.nextLong(1_000_000_000_000_000L),
                                random.nextBoolean() ? "client" : "list",
                                random.nextInt(72)));
                for (var status : List.of("processing", "shipped", random.nextBoolean() ? "refused" : "delivered")) {
                    run(connection, "update orders set status = '" + status + "' where number = '" + number + "'");
                }
                run(connection, "update orders set total_minor = total_minor + 1 where number = '" + number + "'");
                run(connection, "update orders set payment_status = 'paid' where number = '" + number + "'");
                if (random.nextInt(4) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    placed++;
                }
            }
        }
        return placed;
    }

    private static long count(DatabaseAddress address) throws SQLException {
        try (var connection = connect(address);
                var rows = connection.createStatement().executeQuery("select count(*) from orders")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
    }
}
