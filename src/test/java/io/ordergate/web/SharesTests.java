package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.RawClient;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

/** One caller takes a share of what all callers share, and the others find theirs. */
@IntegrationTest
@TestPropertySource(
        properties = {
            "ordergate.rate-limit.read=20/1h",
            "ordergate.password.strength=10",
            "ordergate.password.threads=1",
            "ordergate.password.queue=12",
            "ordergate.password.queue-per-address=3",
            "ordergate.web.answer-timeout=6s",
            "ordergate.web.trusted-proxies=127.0.0.0/8"
        })
class SharesTests {

    private static final String ORDERS = "/api/v1/orders";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private MeterRegistry meters;

    @Test
    void readsAreLimitedByAccount() {
        var reader = accounts.customer();
        for (var read = 0; read < 20; read++) {
            assertThat(api.get(ORDERS, reader).status()).isEqualTo(200);
        }
        var refused = api.get(ORDERS + "/my", reader);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"read\";q=20;w=3600");
        assertThat(api.get("/orders", reader).status())
                .as("old calls count too")
                .isEqualTo(429);
        assertThat(api.get(ORDERS, accounts.customer()).status()).isEqualTo(200);
    }

    @Test
    void readsWithoutATokenAreLimitedByAddress() {
        for (var read = 0; read < 20; read++) {
            assertThat(document("192.0.2.7").status()).isEqualTo(200);
        }
        assertThat(document("192.0.2.7").status()).isEqualTo(429);
        assertThat(document("192.0.2.8").status()).isEqualTo(200);
        for (var look = 0; look < 30; look++) {
            assertThat(api.get("/health").status()).isEqualTo(200);
        }
    }

    /** Thirty at once, for as many accounts: the others still sign in. */
    @Test
    void oneAddressDoesNotSwitchOffSignIns() {
        var flood = Api.together(IntStream.range(0, 30)
                        .mapToObj(number -> login("192.0.2.9"))
                        .toList())
                .cache();
        var others = Api.together(IntStream.range(0, 9)
                .mapToObj(number -> login("192.0.2." + (20 + number / 3)))
                .toList());
        var answers = Mono.zip(flood, others).block(PATIENCE);
        assertThat(answers.getT1())
                .extracting(Answer::status)
                .containsOnly(401, 503)
                .filteredOn(status -> status == 503)
                .hasSizeGreaterThan(10);
        assertThat(answers.getT2()).extracting(Answer::status).containsOnly(401);
    }

    /** An export that is not read ends with its connection, which is not waited for. */
    @Test
    void aPlaceOfAnExportThatIsNotReadIsFreeInTime() {
        database.force("""
                insert into orders (id, number, address, payment_method, status, currency, total_minor, note, search)
                select uuidv7(), 'UY' || lpad(n::text, 18, '0'), 'Somewhere', 'cash_on_delivery', 'pending', 'BDT', 100,
                       repeat('note ', 300), ''
                  from generate_series(1, 20000) n""");
        database.force("""
                insert into order_items (order_id, position, title, unit_price_minor, quantity)
                select id, 0, 'Lalsalu', 100, 1 from orders where number like 'UY%'""");
        try (var client = new RawClient(api.port())) {
            client.send("GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\nAuthorization: Bearer %s\r\n\r\n"
                    .formatted(ORDERS, accounts.vendor()));
            await().atMost(PATIENCE).until(() -> exports() == 1);
            await().during(Duration.ofMillis(500)).until(() -> exports() == 1);
            await().atMost(PATIENCE).until(() -> exports() == 0);
        } finally {
            database.force("delete from order_items i using orders o where o.id = i.order_id and o.number like 'UY%'");
            database.force("delete from orders where number like 'UY%'");
        }
    }

    private double exports() {
        return meters.get("ordergate.exports").gauge().value();
    }

    private Answer document(String address) {
        return Api.answer(api.call(HttpMethod.GET, "/openapi.yaml", "", headers -> from(headers, address)));
    }

    private Mono<Answer> login(String address) {
        var phone = Api.somePhone();
        return api.posting(
                "/api/v1/auth/login",
                Map.of("email", phone.substring(1) + "@example.org", "password", "correct horse battery"),
                headers -> from(headers, address));
    }

    private static void from(HttpHeaders headers, String address) {
        headers.set("X-Forwarded-For", address);
    }
}
