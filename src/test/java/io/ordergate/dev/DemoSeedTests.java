package io.ordergate.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.database.DatabaseAddress;
import io.ordergate.testing.Nodes;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import reactor.core.publisher.Mono;

class DemoSeedTests {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

    /** Each node begins to write when it starts, and again here: the month is there once. */
    @Test
    void nodesFillTheMonthOnce() throws SQLException {
        try (var nodes = new Nodes("demo", "--ordergate.dev.seed-demo=true", "--ordergate.order.currencies=USD")) {
            var one = nodes.start().context().getBean(DemoSeed.class);
            var other = nodes.start().context().getBean(DemoSeed.class);
            Mono.when(one.run(() -> false), other.run(() -> false)).block(LONG_ENOUGH);
            one.run(() -> false).block(LONG_ENOUGH);

            var expected = DemoDay.month(Instant.now()).stream()
                    .filter(DemoDay::hasBegun)
                    .mapToLong(DemoDay::orders)
                    .sum();
            assertThat(count(nodes, "select count(*) from orders")).isEqualTo(expected);
            assertThat(count(nodes, "select count(distinct status) from orders"))
                    .isEqualTo(8);
            assertThat(
                            count(
                                    nodes,
                                    "select count(*) from orders o where updated_at > now() or created_at > updated_at"
                                            + " or (select count(*) from order_events e where e.order_id = o.id) <> version"
                                            + " or total_minor <> (select sum(unit_price_minor * quantity) from order_items i where i.order_id = o.id)"))
                    .isZero();
            assertThat(count(
                            nodes,
                            "select sum(n)::bigint from (select sum(orders) as n from order_sums"
                                    + " union all select sum(orders) from order_sum_changes) all_of_them"))
                    .isEqualTo(expected);
            assertThat(count(
                            nodes,
                            "select count(*) from payments p join orders o on o.id = p.order_id"
                                    + " where (o.payment_status = 'paid') <> (p.status = 'paid') or o.currency <> p.currency"
                                    + " or (p.currency <> 'BDT' and p.provider not in ('stripe', 'cash'))"))
                    .isZero();
            assertThat(count(nodes, "select count(*) from refunds")).isPositive();
            assertThat(count(nodes, "select count(*) from sms_messages where verified_at is not null"))
                    .isEqualTo(expected);
            assertThat(count(nodes, "select count(*) from outbox")).isZero();
        }
    }

    /** Orders of yesterday that were placed late have not been sent in the future, whenever the service starts. */
    @ParameterizedTest
    @ValueSource(strings = {"00:00", "00:45", "06:00", "12:00", "18:30", "23:59"})
    void nothingLiesInTheFuture(String time) {
        var now = Instant.parse("2026-11-28T" + time + ":00Z");
        assertThat(DemoDay.month(now)).hasSize(31).allSatisfy(day -> assertThat(
                        day.end().plus(day.step().multipliedBy(4)))
                .isBefore(now));
    }

    private static long count(Nodes nodes, String sql) throws SQLException {
        var address = DatabaseAddress.parse(nodes.migrationUrl());
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Test
    void onlyADevelopmentHasSamples() {
        var settings = new MockEnvironment().withProperty("ordergate.dev.seed-demo", "true");
        for (var customers : new String[] {"production", "test", "staging"}) {
            settings.setProperty("ordergate.environment", customers);
            assertThat(new DemoRequirements().missing(settings))
                    .singleElement()
                    .asString()
                    .startsWith("SEED_DEMO");
        }
        settings.setProperty("ordergate.environment", "development");
        assertThat(new DemoRequirements().missing(settings)).isEmpty();
    }
}
