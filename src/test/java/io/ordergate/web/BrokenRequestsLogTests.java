package io.ordergate.web;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.RawClient;
import io.ordergate.web.route.PublicPaths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** However a request breaks and whatever level is set: what it brought in path, query, headers and body is in no line. */
@IntegrationTest
@Import(BrokenRequestsLogTests.Defects.class)
@TestPropertySource(
        properties = {
            "ordergate.web.request-timeout=1s",
            "ordergate.sms.providers=africastalking",
            "ordergate.sms.africastalking.username=sandbox",
            "ordergate.sms.africastalking.api-key=marker-provider-key",
            "ordergate.sms.africastalking.base-url=http://127.0.0.1:1",
            "ordergate.sms.webhook.public-url=https://shop.example.test",
            "ordergate.sms.webhook.secret=marker-path-secret"
        })
class BrokenRequestsLogTests {

    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private static final String PATH = "/webhooks/sms/infobip/marker-path-secret?phone=marker-query";
    private static final String HEADERS =
            "Host: test\r\nAuthorization: Bearer marker-bearer\r\nContent-Type: application/json\r\n";
    private static final String BODY = "{\"token\":\"marker-body\",\"password\":\"marker-body\"}";

    @Autowired
    private Api api;

    @Autowired
    private MeterRegistry meters;

    private final Lines lines = new Lines();
    private final Map<Logger, Level> levels = new HashMap<>();
    private final List<Appender<ILoggingEvent>> appenders = new ArrayList<>();

    /** Routes that fail before and in the middle of their answer. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Defects {

        @Bean
        RouterFunction<ServerResponse> brokenRoutes() {
            return RouterFunctions.route()
                    .POST("/test/broken/{secret}", request -> Mono.error(new IllegalStateException("a defect")))
                    .POST("/test/late/{secret}", request -> ServerResponse.ok()
                            .body(
                                    Flux.just("x".repeat(100_000))
                                            .concatWith(Mono.error(new IllegalStateException("a late defect"))),
                                    String.class))
                    .build();
        }

        @Bean
        PublicPaths brokenRoutesAreOpen() {
            return PublicPaths.of("/test/broken/{secret}", "/test/late/{secret}");
        }
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final Queue<String> all = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent line) {
            if (line.getLoggerName().startsWith("org.springframework.test")) {
                return; // prints the settings of this class
            }
            all.add(line.getLevel() + " " + line.getLoggerName() + " " + line.getFormattedMessage() + " "
                    + line.getMDCPropertyMap() + " " + line.getKeyValuePairs() + "\n"
                    + ThrowableProxyUtil.asString(line.getThrowableProxy()));
        }
    }

    /** Every logger that exists, and the usual attempts to see more. */
    @BeforeEach
    void sayEverything() {
        ROOT.iteratorForAppenders().forEachRemaining(appenders::add);
        appenders.forEach(ROOT::detachAppender);
        lines.setContext(ROOT.getLoggerContext());
        lines.start();
        ROOT.addAppender(lines);
        for (var name : List.of("reactor", "org", "io", "org.springframework", "_org", "io.r2dbc.postgresql.PARAM")) {
            LoggerFactory.getLogger(name);
        }
        for (var logger : ROOT.getLoggerContext().getLoggerList()) {
            levels.put(logger, logger.getLevel());
            logger.setLevel(Level.TRACE);
        }
    }

    @AfterEach
    void sayLess() {
        levels.forEach((logger, level) -> {
            if (level != null || logger != ROOT) {
                logger.setLevel(level);
            }
        });
        ROOT.detachAppender(lines);
        appenders.forEach(ROOT::addAppender);
    }

    @Test
    void noLineTellsWhatABrokenRequestBrought() {
        var length = "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY;
        leave("POST " + PATH + " HTTP/1.1\r\n" + HEADERS + "Content-Length: 4000\r\n\r\n" + BODY);
        stop("POST " + PATH + " HTTP/1.1\r\n" + HEADERS + "Content-Length: 4000\r\n\r\n" + BODY, 408);
        stop(
                "POST " + PATH + " HTTP/1.1\r\n" + HEADERS + "Transfer-Encoding: chunked\r\n\r\n5\r\nmarker-body\r\n",
                400);
        stop("POST " + PATH + " HTTP/1.1\r\n" + HEADERS + "marker-header\r\n\r\n", 400);
        stop("POST " + PATH + " HTTP/1.1\r\n" + HEADERS + "Host: marker-host\r\n\r\n", 400);
        stop("POST " + PATH + " HTTP/1.1\r\n" + HEADERS + "A: marker-header\u0000\r\n\r\n", 400);
        stop("POST " + PATH + "&a=%zz HTTP/1.1\r\n" + HEADERS + length, 400);
        stop("POST /" + PATH + " HTTP/1.1\r\n" + HEADERS + length, 400);
        stop("POST " + PATH + "&marker-query=" + "x".repeat(9000) + " HTTP/1.1\r\n" + HEADERS + length, 414);
        stop("POST " + PATH + " HTTP/3.0\r\n" + HEADERS + length, 505);
        stop("marker-query " + PATH + "\r\n\r\n", 400);
        stop("DELETE " + PATH + " HTTP/1.1\r\n" + HEADERS + length, 405);
        stop("POST " + PATH + " HTTP/1.1\r\n" + HEADERS + length, 401, 400, 200);
        stop(
                "POST /webhooks/sms/infobip/marker-other?marker-query HTTP/1.1\r\nHost: test\r\n" + length,
                401,
                403,
                404,
                415);
        stop("POST /nope/marker-path-secret?marker-query HTTP/1.1\r\n" + HEADERS + length, 401, 404);
        stop(
                "POST /api/v1/auth/login?marker-query HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
                        + length,
                400);
        stop(
                "POST /api/v1/orders/initiate?marker-query HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 100000\r\n\r\n" + BODY + "x".repeat(99_000),
                413);
        stop("POST /test/broken/marker-path-secret?marker-query HTTP/1.1\r\nHost: test\r\n" + length, 500);
        leave("POST /test/late/marker-path-secret?marker-query HTTP/1.1\r\nHost: test\r\n" + length);
        leave("GET /docs/assets/swagger-ui-bundle.js?marker-query HTTP/1.1\r\n" + HEADERS + "\r\n");
        var phone = somePhone();
        assertThat(api.initiate(phone).status()).isEqualTo(503);

        assertThat(lines.all).anyMatch(line -> line.contains("A request failed"));
        assertThat(lines.all).anyMatch(line -> line.startsWith("DEBUG"));
        assertThat(lines.all)
                .filteredOn(line -> line.contains("marker-") || line.contains(phone.substring("+880".length())))
                .isEmpty();
    }

    private void stop(String bytes, Integer... statuses) {
        try (var client = new RawClient(api.port())) {
            assertThat(client.send(bytes).answer().status()).as(bytes).isIn((Object[]) statuses);
        }
    }

    /** Reset once the service has begun, and wait until it has noticed. */
    private void leave(String bytes) {
        var hungUp = meters.counter("ordergate.http.cut", "reason", "hung_up");
        var before = hungUp.count();
        try (var client = new RawClient(api.port())) {
            client.send(bytes);
            if (!bytes.contains("4000")) {
                client.head();
            }
            client.reset();
        }
        Mono.fromSupplier(() -> hungUp.count() > before || bytes.contains("/test/late/"))
                .filter(noticed -> noticed)
                .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(50)))
                .block(Duration.ofSeconds(60));
    }
}
