package io.ordergate.ratelimit;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisScriptingReactiveCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.Base16;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.ordergate.support.secret.Ids;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A node's connection to Redis, which returns by itself. While it is away commands are refused at once, and none is sent again:
 * its caller does not wait any more.
 */
class RedisConnection implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Delay RECONNECT =
            Delay.exponential(Duration.ofMillis(20), Duration.ofMillis(500), 2, TimeUnit.MILLISECONDS);
    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(15);
    private static final int MOST_COMMANDS = 10_000;
    private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

    private final ClientResources resources =
            DefaultClientResources.builder().reconnectDelay(RECONNECT).build();

    final AbstractRedisClient client;
    private final Duration patience;
    private final Mono<RedisScriptingReactiveCommands<String, String>> commands;

    /** A script, and the digest by which Redis knows it. */
    record Script(String text, String digest) {

        static Script of(String text) {
            return new Script(text, Base16.digest(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /**
     * Where Redis is.
     *
     * @param servers one, or several of a cluster
     * @param certificates a file of those that are trusted; empty for those that the JVM trusts
     */
    record Address(List<RedisURI> servers, String certificates) {

        private static final Pattern URL =
                Pattern.compile("redis(?<tls>s)?://((?<user>[^:@/\\s]*):(?<password>[^@/\\s]+)@)?(?<hosts>HOST(,HOST)*)"
                                .replace("HOST", "(\\[[\\da-fA-F:.]+]|[^\\[\\]:/@?,\\s]+)(:\\d{1,5})?")
                        + "(/(?<database>\\d{0,4}))?(\\?sslrootcert=(?<certificates>[^&\\s]+))?");

        private static final Pattern HOST = Pattern.compile("\\[?(?<name>[^\\[\\]]+?)]?(:(?<port>\\d+))?");

        /**
         * Reads {@code redis://user:password@host:port,host:port/database}.
         *
         * @throws IllegalArgumentException when it is no such URL; the message repeats nothing of it, since it holds a password
         */
        static Address parse(String url) {
            var parts = URL.matcher(url.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException("RATE_LIMIT_STORE is not understood: write memory, database, or"
                        + " redis://user:password@host:port/database?sslrootcert=file; rediss for TLS, without a certificate"
                        + " for those that the JVM trusts; more hosts with commas for a cluster");
            }
            var address = new Address(
                    Stream.of(parts.group("hosts").split(",", -1))
                            .map(host -> server(parts, host))
                            .toList(),
                    decoded(parts.group("certificates")));
            if (address.isCluster() && address.servers.get(0).getDatabase() != 0) {
                throw new IllegalArgumentException("RATE_LIMIT_STORE names a cluster, which has no database but 0");
            }
            if (parts.group("tls") == null && !address.certificates.isEmpty()) {
                throw new IllegalArgumentException(
                        "RATE_LIMIT_STORE has sslrootcert, which counts only with rediss://");
            }
            return address;
        }

        boolean isCluster() {
            return servers.size() > 1;
        }

        private static RedisURI server(Matcher parts, String host) {
            var server = HOST.matcher(host);
            if (!server.matches()) {
                throw new IllegalStateException("a URL that was understood has hosts");
            }
            var port = server.group("port");
            var uri = RedisURI.create(
                    server.group("name"), port == null ? RedisURI.DEFAULT_REDIS_PORT : Integer.parseInt(port));
            var database = parts.group("database");
            uri.setTimeout(CONNECT_TIMEOUT);
            uri.setSsl(parts.group("tls") != null);
            uri.setDatabase(database == null || database.isEmpty() ? 0 : Integer.parseInt(database));
            var user = decoded(parts.group("user"));
            var password = decoded(parts.group("password"));
            if (!password.isEmpty()) {
                uri.setCredentialsProvider(
                        new StaticCredentialsProvider(user.isEmpty() ? null : user, password.toCharArray()));
            }
            return uri;
        }

        private static String decoded(@Nullable String text) {
            return text == null ? "" : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }

    /**
     * @param patience how long a caller waits at most, for the connection as well
     */
    RedisConnection(Address address, Duration patience) {
        this.patience = patience;
        if (address.isCluster()) {
            var cluster = RedisClusterClient.create(resources, address.servers());
            cluster.setOptions(
                    options(ClusterClientOptions.builder().topologyRefreshOptions(topology()), address.certificates())
                            .build());
            client = cluster;
            commands = kept(Mono.fromCompletionStage(cluster::refreshPartitionsAsync)
                    .then(Mono.fromCompletionStage(() -> cluster.connectAsync(StringCodec.UTF8)))
                    .map(StatefulRedisClusterConnection::reactive));
        } else {
            var server = address.servers().get(0);
            var standalone = RedisClient.create(resources);
            standalone.setOptions(
                    options(ClientOptions.builder(), address.certificates()).build());
            client = standalone;
            commands = kept(Mono.fromCompletionStage(() -> standalone.connectAsync(StringCodec.UTF8, server))
                    .map(StatefulRedisConnection::reactive));
        }
    }

    /** Connects, unless the node is connected. */
    Mono<Void> connect() {
        return commands.then();
    }

    /** Runs a script, which Redis is told the first time. Its answers leave the one thread that reads from Redis. */
    Mono<List<Object>> run(Script script, String[] keys, String... values) {
        return commands.flatMapMany(redis -> run(redis, script, keys, values))
                .next()
                .timeout(patience)
                .publishOn(Schedulers.parallel());
    }

    private static Flux<List<Object>> run(
            RedisScriptingReactiveCommands<String, String> redis, Script script, String[] keys, String... values) {
        return redis.<List<Object>>evalsha(script.digest(), ScriptOutputType.MULTI, keys, values)
                .onErrorResume(
                        RedisNoScriptException.class,
                        unknown -> redis.eval(script.text(), ScriptOutputType.MULTI, keys, values));
    }

    /** Waits no longer than connections may take to end: where a cluster is just being read, Lettuce does not end (lettuce issue 2278). */
    @Override
    public void close() {
        var time = CONNECT_TIMEOUT.toMillis();
        client.shutdownAsync(0, time, TimeUnit.MILLISECONDS)
                .completeOnTimeout(null, 2 * time, TimeUnit.MILLISECONDS)
                .handle((done, failed) -> true)
                .join();
        var unused = resources.shutdown(0, time, TimeUnit.MILLISECONDS);
    }

    /** One connection for all callers: Redis answers in order, and Lettuce connects again. Only a first failure is repeated here. */
    private static Mono<RedisScriptingReactiveCommands<String, String>> kept(
            Mono<? extends RedisScriptingReactiveCommands<String, String>> connecting) {
        return connecting
                .<RedisScriptingReactiveCommands<String, String>>map(connected -> connected)
                .cache(connected -> FOREVER, failed -> Duration.ZERO, () -> Duration.ZERO);
    }

    private static <B extends ClientOptions.Builder> B options(B options, String certificates) {
        options.sslOptions(tls(certificates));
        options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true)
                .requestQueueSize(MOST_COMMANDS)
                .timeoutOptions(TimeoutOptions.create())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(5))
                                .interval(Duration.ofSeconds(5))
                                .count(2)
                                .build())
                        .build());
        return options;
    }

    /** Reads all that each new connection needs, whose thread must not wait for a file. */
    private static SslOptions tls(String certificates) {
        try {
            var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(certificates.isEmpty() ? null : keys(certificates));
            var random = Ids.random();
            return SslOptions.builder()
                    .trustManager(trusted)
                    .sslContext(context -> context.secureRandom(random))
                    .build();
        } catch (IOException | GeneralSecurityException | InvalidPathException unreadable) {
            throw new IllegalArgumentException(
                    "RATE_LIMIT_STORE names sslrootcert, which cannot be read: " + certificates, unreadable);
        }
    }

    private static KeyStore keys(String certificates) throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        try (var file = Files.newInputStream(Path.of(certificates))) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                keys.setCertificateEntry("trusted" + keys.size(), certificate);
            }
        }
        return keys;
    }

    private static ClusterTopologyRefreshOptions topology() {
        return ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                .build();
    }
}
