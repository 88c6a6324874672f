package io.ordergate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisException;
import io.ordergate.ratelimit.RateLimiter.Budget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** A server that takes connections, and never says a word: neither a call nor a connection waits for it for ever. */
class SilentRedisTests {

    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** Far more than a connection may take, since the machine may be busy. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init")
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"redis://127.0.0.1:PORT", "rediss://127.0.0.1:PORT", "redis://127.0.0.1:PORT,localhost:PORT"})
    void theFirstCallAndItsConnectionEnd(String url) {
        try (var connection = new RedisConnection(
                RedisConnection.Address.parse(url.replace("PORT", Integer.toString(server.getLocalPort()))),
                PATIENCE)) {
            var budget = new Budget(RateLimitPolicy.parse("silent", "1/1h"), "key");
            StepVerifier.create(new RedisRateLimiter(connection).acquire(List.of(budget)))
                    .expectError(TimeoutException.class)
                    .verify(LONGEST);
            for (var attempt = 0; attempt < 2; attempt++) {
                StepVerifier.create(connection.connect())
                        .expectErrorSatisfies(error -> assertThat(error).isInstanceOf(RedisException.class))
                        .verify(LONGEST);
            }
        }
    }
}
