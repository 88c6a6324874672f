package io.ordergate.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.internal.PlatformDependent;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.r2dbc.pool.ConnectionPool;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;

/**
 * Clients that ask for exports and do not read them hold one place each while they are connected, and little memory.
 */
@IntegrationTest
class UnreadExportsTests {

    private static final String ORDERS = "/api/v1/orders";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MEBIBYTE = 1024 * 1024;

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private ConnectionPool connections;

    private final List<Socket> clients = new ArrayList<>();

    /** Some 40 MB of CSV. */
    @BeforeEach
    void fill() {
        database.force("""
                insert into orders (id, number, phone, address, payment_method, status, currency, total_minor, note, search)
                select uuidv7(), 'UX' || lpad(n::text, 18, '0'), '+8801700000001', repeat('Somewhere ', 40),
                       'cash_on_delivery', 'pending', 'BDT', 100, repeat('note ', 300), ''
                  from generate_series(1, 20000) n""");
        database.force("""
                insert into order_items (order_id, position, title, unit_price_minor, quantity)
                select id, 0, 'Lalsalu', 100, 1 from orders where number like 'UX%'""");
    }

    @AfterEach
    void empty() throws IOException {
        for (var client : clients) {
            client.close();
        }
        places(0);
        database.force("delete from order_items i using orders o where o.id = i.order_id and o.number like 'UX%'");
        database.force("delete from orders where number like 'UX%'");
    }

    @Test
    void fourThatAreNotReadHoldLittleMemory() throws IOException {
        var before = directBytes();
        for (var number = 0; number < 4; number++) {
            unread(accounts.vendor());
        }
        places(4);
        await().atMost(PATIENCE)
                .until(() -> connections.getMetrics().orElseThrow().acquiredSize() == 0);
        var most = 0L;
        for (var look = 0; look < 50; look++) {
            assertThat(api.get("/actuator/health/liveness").status()).isEqualTo(200);
            most = Math.max(most, directBytes() - before);
        }
        assertThat(most).isLessThan(32 * MEBIBYTE);
        assertThat(export(accounts.vendor()).status()).isEqualTo(503);
        clients.get(0).close();
        places(3);
        assertThat(export(accounts.vendor()).status()).isEqualTo(200);
    }

    @Test
    void anAccountHasOneAtATimeAndStaffFindAPlace() throws IOException {
        var vendor = accounts.vendor();
        unread(vendor);
        places(1);
        var refused = export(vendor);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("30");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.header("Content-Disposition")).isEmpty();
        clients.get(0).close();
        places(0);
        assertThat(export(vendor).status()).isEqualTo(200);
        assertThat(export(vendor).status()).isEqualTo(200);
    }

    /** Each export holds 40 MB of orders. */
    @Test
    void customersOfOneAddressHaveOnePlace() throws IOException {
        var customer = accounts.account("customer");
        database.force("update orders set customer_id = $1 where number like 'UX%'", customer.id());
        unread(customer.token());
        places(1);
        assertThat(export(customer.token()).status()).isEqualTo(429);
        assertThat(export(accounts.customer()).status()).isEqualTo(429);
        assertThat(export(accounts.vendor()).status()).isEqualTo(200);
    }

    private void unread(String token) throws IOException {
        var client = new Socket();
        client.setReceiveBufferSize(4096);
        client.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
        client.getOutputStream().write("""
                GET %s HTTP/1.1\r
                Host: localhost\r
                Accept: text/csv\r
                Authorization: Bearer %s\r
                \r
                """.formatted(ORDERS, token).getBytes(StandardCharsets.US_ASCII));
        clients.add(client);
    }

    private Answer export(String token) {
        return Api.answer(api.call(HttpMethod.GET, ORDERS + "?q=nobody-has-this", "", headers -> {
            headers.setBearerAuth(token);
            headers.set("Accept", "text/csv");
        }));
    }

    private void places(int taken) {
        await().atMost(PATIENCE)
                .until(() -> meters.get("ordergate.exports").gauge().value() == taken);
    }

    private static long directBytes() {
        return PlatformDependent.usedDirectMemory()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }
}
