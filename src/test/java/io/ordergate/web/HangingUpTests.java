package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

/** What clients do to their connections is counted, and is neither an error of the service nor a line in its log. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.web.request-timeout=1s")
class HangingUpTests {

    private static final int CLIENTS = 20;
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private static final String INITIATE =
            "POST /api/v1/orders/initiate HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n";
    private static final String LONG = INITIATE + "Content-Length: 4000\r\n\r\n{\"phone_number\":";
    private static final String CHUNKED = INITIATE + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";

    @Autowired
    private Api api;

    @Autowired
    private MeterRegistry meters;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private double errorsBefore;

    @BeforeEach
    void listen() {
        lines.start();
        ROOT.addAppender(lines);
        errorsBefore = errors();
    }

    @AfterEach
    void nothingWasLoggedAndNothingFailed() {
        ROOT.detachAppender(lines);
        assertThat(List.copyOf(lines.list))
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .isEmpty();
        assertThat(errors()).isEqualTo(errorsBefore);
    }

    @Test
    void closingInTheMiddleOfABody() {
        many("hung_up", client -> client.send(LONG).close());
        many("hung_up", client -> client.send(CHUNKED).close());
    }

    @Test
    void resettingInTheMiddleOfABody() {
        many("hung_up", client -> client.send(LONG).reset());
        many("hung_up", client -> client.send(CHUNKED).reset());
    }

    @Test
    void leavingWithoutTheAnswer() {
        var order = "{\"phone_number\":\"+8801700000001\",\"address\":\"Dhanmondi\",\"items\":[]}";
        many("hung_up", client -> client.send(LONG.replace("4000", "1000000") + "x".repeat(60_000))
                .reset());
        IntStream.range(0, CLIENTS).forEach(number -> new RawClient(api.port())
                .send(INITIATE + "Content-Length: " + order.length() + "\r\n\r\n" + order)
                .reset());
        IntStream.range(0, CLIENTS).forEach(number -> new RawClient(api.port())
                .send("GET /docs/assets/swagger-ui-bundle.js HTTP/1.1\r\nHost: test\r\n\r\n")
                .reset());
        assertThat(api.get("/actuator/health/liveness").status()).isEqualTo(200);
    }

    @Test
    void breakingAChunk() {
        many("refused", client -> told(client.send(CHUNKED + "nonsense\r\n"), 400));
        many("refused", client -> told(client.send(CHUNKED + "-1\r\n"), 400));
        many("refused", client -> told(client.send(INITIATE + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"), 400));
        many("refused", client -> told(client.send(CHUNKED + "0\r\nbad trailer\r\n\r\n"), 400));
    }

    @Test
    void stoppingInTheMiddle() {
        many("too_slow", client -> client.send(LONG), client -> told(client, 408));
        many("too_slow", client -> client.send("POST /api/v1/orders/initiate HT"), client -> told(client, 408));
        many("too_slow", client -> client.send("GET / HTTP/1.1\r\nHost: te"), client -> told(client, 408));
    }

    private static void told(RawClient client, int status) {
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(client.rest()).isEmpty();
    }

    private void many(String reason, Consumer<RawClient> misdeed) {
        many(reason, misdeed, client -> {});
    }

    private void many(String reason, Consumer<RawClient> misdeed, Consumer<RawClient> after) {
        var counter = meters.counter("ordergate.http.cut", "reason", reason);
        var before = counter.count();
        var clients = IntStream.range(0, CLIENTS)
                .mapToObj(number -> new RawClient(api.port()))
                .toList();
        clients.forEach(misdeed);
        clients.forEach(after);
        until(() -> counter.count() >= before + CLIENTS);
        clients.forEach(RawClient::close);
    }

    private double errors() {
        return meters.find("http.server.requests").timers().stream()
                .filter(timer -> String.valueOf(timer.getId().getTag("status")).startsWith("5"))
                .mapToLong(Timer::count)
                .sum();
    }

    private static void until(BooleanSupplier reached) {
        Mono.fromSupplier(reached::getAsBoolean)
                .filter(yes -> yes)
                .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(50)))
                .block(Duration.ofSeconds(60));
    }
}
