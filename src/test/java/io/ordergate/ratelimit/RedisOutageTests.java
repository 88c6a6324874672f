package io.ordergate.ratelimit;

import io.ordergate.testing.RedisServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Redis that is silent, that was killed, and a cluster of which all servers were. */
class RedisOutageTests {

    /** More than callers have in the service, since the machine may be busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    abstract static class OfRedis extends StoreOutageContract {

        private final List<RedisConnection> connections = new ArrayList<>();
        RedisServers servers;

        abstract RedisServers start(Path folder) throws IOException;

        @BeforeEach
        void startServers(@TempDir Path folder) throws IOException {
            RedisServers.require();
            servers = start(folder);
        }

        @AfterEach
        void close() {
            connections.forEach(RedisConnection::close);
            if (servers != null) {
                servers.close();
            }
        }

        @Override
        RateLimiter store() {
            var connection = new RedisConnection(RedisConnection.Address.parse(servers.url()), PATIENCE);
            connections.add(connection);
            return new RedisRateLimiter(connection);
        }

        @Override
        Duration longest() {
            return Duration.ofSeconds(15);
        }
    }

    @Nested
    class Silent extends OfRedis {

        @Override
        RedisServers start(Path folder) throws IOException {
            return RedisServers.one(folder);
        }

        @Override
        void stop() {
            servers.pause();
        }

        @Override
        void restore() {
            servers.resume();
        }

        @Override
        boolean remembers() {
            return true;
        }
    }

    @Nested
    class Killed extends OfRedis {

        @Override
        RedisServers start(Path folder) throws IOException {
            return RedisServers.one(folder);
        }

        @Override
        void stop() {
            servers.kill();
        }

        @Override
        void restore() throws IOException {
            servers.restart();
        }

        @Override
        boolean remembers() {
            return false;
        }
    }

    @Nested
    class KilledCluster extends Killed {

        @Override
        RedisServers start(Path folder) throws IOException {
            return RedisServers.cluster(folder);
        }
    }
}
