package io.ordergate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.RedisClusterClient;
import io.ordergate.testing.RedisServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets in an installed Redis. */
class RedisRateLimiterTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A machine that is busy with tests may not answer within the time that callers have. */
    @TestInstance(TestInstance.Lifecycle.PER_METHOD)
    abstract static class InRedis extends RateLimiterContract {

        private static RedisServers servers;
        private static RedisConnection connection;

        private RateLimiter limiter;

        static void use(RedisServers started) {
            servers = started;
            connection = another();
            connect(connection);
        }

        static RedisConnection another() {
            return new RedisConnection(RedisConnection.Address.parse(servers.url()), PATIENCE);
        }

        /** As in the service, before the first call: a handshake that takes longer than two seconds is begun anew. */
        static void connect(RedisConnection connection) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> connection.connect().thenReturn(true).block(PATIENCE));
        }

        @AfterAll
        static void stop() {
            if (servers != null) {
                connection.close();
                servers.close();
            }
        }

        @BeforeEach
        void make() {
            limiter = shared(new RedisRateLimiter(connection));
        }

        @Override
        RateLimiter limiter() {
            return limiter;
        }

        @Override
        void age(Duration time) {
            servers.age(time);
        }

        @Test
        void nobodySeesWhoseTheBudgetsAre() {
            granted(1);
            assertThat(servers.keys()).contains("{og}:").doesNotContain(key, POLICY.name());
        }

        @Test
        void itIsRedisThatCounts() {
            granted(3);
            assertThat(new RedisRateLimiter(connection)
                            .acquire(POLICY, key)
                            .block()
                            .remaining())
                    .isEqualTo(1);
            assertThat(meters.find("ordergate.limits.alone").counter()).isNull();
        }
    }

    @Nested
    class OnOneServer extends InRedis {

        @BeforeAll
        static void start(@TempDir Path folder) throws IOException {
            RedisServers.require();
            use(RedisServers.one(folder));
        }
    }

    @Nested
    class WithTls extends InRedis {

        @BeforeAll
        static void start(@TempDir Path folder) throws IOException {
            RedisServers.require();
            use(RedisServers.withTls(folder));
        }
    }

    @Nested
    class InACluster extends InRedis {

        @BeforeAll
        static void start(@TempDir Path folder) throws IOException {
            RedisServers.require();
            use(RedisServers.cluster(folder));
        }

        /** Without a limit about one in twenty never ended. */
        @Test
        void aConnectionEndsAlsoWhileTheClusterIsBeingRead() {
            for (var round = 0; round < 40; round++) {
                var other = another();
                connect(other);
                var reading = ((RedisClusterClient) other.client).refreshPartitionsAsync();
                assertThatCode(other::close).doesNotThrowAnyException();
                reading.toCompletableFuture().cancel(true);
            }
        }
    }

    @Test
    void readsItsUrl() {
        var one = RedisConnection.Address.parse("rediss://:secret@cache_1/7?sslrootcert=/etc/ca.pem");
        assertThat(one.isCluster()).isFalse();
        assertThat(one.certificates()).isEqualTo("/etc/ca.pem");
        assertThat(one.servers()).singleElement().satisfies(server -> {
            assertThat(server.getHost()).isEqualTo("cache_1");
            assertThat(server.getPort()).isEqualTo(6379);
            assertThat(server.getDatabase()).isEqualTo(7);
            assertThat(server.isSsl()).isTrue();
        });
        var cluster = RedisConnection.Address.parse("redis://user:secret@[::1]:7001,10.0.0.2:7002/0");
        assertThat(cluster.isCluster()).isTrue();
        assertThat(cluster.servers()).extracting("host").containsExactly("::1", "10.0.0.2");
        assertThat(cluster.servers()).extracting("port").containsExactly(7001, 7002);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "radis",
                "redis:",
                "redis://",
                "http://secret@host",
                "redis://secret@host",
                "redis://user:secret@host:port",
                "redis://:secret@host/orders",
                "redis://:secret@host?timeout=1s",
                "redis://:secret@host?sslrootcert=/etc/ca.pem",
                "redis://:secret@host,other/1"
            })
    void refusesOtherUrlsAndDoesNotRepeatThem(String url) {
        assertThatThrownBy(() -> RedisConnection.Address.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RATE_LIMIT_STORE")
                .hasMessageNotContaining("secret");
    }
}
