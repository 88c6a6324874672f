package io.ordergate.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.internal.PlatformDependent;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

/** Clients that ask and ask, and read nothing of the answers. */
@IntegrationTest
@TestPropertySource(
        properties = {
            "ordergate.web.answer-timeout=2s",
            "ordergate.web.connections-per-address=40",
            "ordergate.web.connections=60"
        })
class UnreadAnswersTests {

    private static final String DOCUMENT = "GET /openapi.yaml HTTP/1.1\r\nHost: test\r\n\r\n";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MOST_DIRECT_BYTES = 64L * 1024 * 1024;

    @Autowired
    private Api api;

    @Autowired
    private OpenConnections connections;

    @Autowired
    private MeterRegistry meters;

    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void hangUp() {
        clients.forEach(RawClient::close);
        until(() -> connections.open() <= 5); // of the client that all tests share
    }

    @Test
    void aThousandRequestsAtOnceOnEachOfFourConnectionsStopNobodyElse() {
        var before = directBytes();
        var cut = cut("too_far_ahead") + cut("unread");
        for (var attacker = 0; attacker < 4; attacker++) {
            attack(1000);
        }
        for (var call = 0; call < 50; call++) {
            assertThat(api.get("/actuator/health/liveness").status()).isEqualTo(200);
            assertThat(directBytes() - before).isLessThan(MOST_DIRECT_BYTES);
        }
        until(() -> cut("too_far_ahead") + cut("unread") >= cut + 4);
    }

    @Test
    void whoStaysBelowThatHoldsLittleMemoryAndIsCutOffInTime() {
        var before = directBytes();
        var unread = cut("unread");
        for (var attacker = 0; attacker < 30; attacker++) {
            attack(40);
        }
        for (var call = 0; call < 50; call++) {
            assertThat(api.get("/problems/wrong-code").status()).isEqualTo(200);
            assertThat(directBytes() - before).isLessThan(MOST_DIRECT_BYTES);
        }
        until(() -> cut("unread") >= unread + 30);
    }

    @Test
    void aClientThatReadsGetsEverythingItHasAskedFor() {
        var client = client().send(DOCUMENT.repeat(40));
        for (var answer = 0; answer < 40; answer++) {
            assertThat(client.answer().body()).startsWith("openapi:");
        }
    }

    @Test
    void bodiesBehindAnAnswerThatIsNotReadArePiledUpByNobody() {
        var client = client().send(DOCUMENT.repeat(40)
                + "POST /api/v1/orders/initiate HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000000\r\n\r\n");
        var before = directBytes();
        for (var mebibyte = 0; mebibyte < 100; mebibyte++) {
            try {
                client.send("x".repeat(1024 * 1024));
            } catch (UncheckedIOException cutOff) {
                break;
            }
            assertThat(directBytes() - before).isLessThan(MOST_DIRECT_BYTES);
        }
        until(() -> connections.open() <= 5);
    }

    @Test
    void oneAddressHasSoManyConnections() {
        var tooMany = cut("too_many");
        for (var number = 0; number < 60; number++) {
            client();
        }
        until(() -> cut("too_many") >= tooMany + 20);
        assertThat(connections.open()).isLessThanOrEqualTo(40);
        clients.forEach(RawClient::close);
        until(() -> connections.open() <= 5);
        assertThat(client().send("GET /problems/wrong-code HTTP/1.1\r\nHost: test\r\n\r\n")
                        .answer()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void noPlaceIsGivenBackWhileTheKernelKeepsWhatNobodyReads() {
        var request = "GET /openapi.yaml HTTP/1.1\r\nHost: test\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n";
        for (var number = 0; number < 10; number++) {
            unread(request);
            unread(DOCUMENT.repeat(40));
        }
        until(() -> connections.open() <= 5);
        assertThat(closedAndUnread()).isEmpty();
    }

    /** The beginning shows that the service has a connection; nothing after that is read. */
    private void unread(String requests) {
        var client = new RawClient(api.port(), 4096).send(requests);
        clients.add(client);
        assertThat(client.head().status()).isEqualTo(200);
    }

    /** Sockets of the server in FIN_WAIT_1: they have been closed, and bytes are left in them. Linux shows them to all. */
    private List<String> closedAndUnread() {
        var state = "^ *[0-9]+: [0-9A-F]+:%04X [0-9A-F:]+ 04 .*".formatted(api.port());
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .map(Path::of)
                .filter(Files::exists)
                .flatMap(UnreadAnswersTests::lines)
                .filter(line -> line.matches(state))
                .toList();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private RawClient client() {
        var client = new RawClient(api.port());
        clients.add(client);
        return client;
    }

    private void attack(int requests) {
        try {
            client().send(DOCUMENT.repeat(requests));
        } catch (UncheckedIOException cutOff) {
            assertThat(cutOff).hasMessageMatching("(?s).*(Broken pipe|reset).*");
        }
    }

    private double cut(String reason) {
        return meters.counter("ordergate.http.cut", "reason", reason).count();
    }

    private static long directBytes() {
        var pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return pools + Math.max(0, PlatformDependent.usedDirectMemory());
    }

    private static void until(BooleanSupplier reached) {
        Mono.fromSupplier(reached::getAsBoolean)
                .filter(yes -> yes)
                .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(50)))
                .block(PATIENCE);
    }
}
