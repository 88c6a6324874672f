package io.ordergate.support.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.ordergate.support.LenientJson;
import io.ordergate.support.http.RemoteServer.BodyReader;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.stereotype.Component;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Other people's servers, called on the service's own event loops. Each of them has connections of its own, bounded in
 * number, in the calls that wait for one and in how long, so that a slow server takes nothing from the others.
 */
@Component
public class RemoteServers implements DisposableBean {

    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Duration LIFE = Duration.ofMinutes(5); // so that a change in DNS is followed
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500); // a caller is told soon that all are in use
    private static final Duration CONNECT_ANYWHERE = Duration.ofSeconds(3);

    private final Map<String, ConnectionProvider> pools = new ConcurrentHashMap<>();
    private final ReactorResourceFactory resources;
    private final MeterRegistry registry;
    private final SslContext tls;

    /** The trusted certificates, and what reading answers needs, are loaded here, not on an event loop. */
    @Autowired
    public RemoteServers(ReactorResourceFactory resources, MeterRegistry registry) {
        this(resources, registry, trustingTheUsual());
    }

    RemoteServers(ReactorResourceFactory resources, MeterRegistry registry, SslContext tls) {
        this.resources = resources;
        this.registry = registry;
        this.tls = tls;
        LenientJson.read("{}");
    }

    /** A server, or several of one kind that share connections under one name. */
    public RemoteServer server(String name, RemoteLimits limits) {
        return server(name, limits, any -> true, null);
    }

    /** A provider behind a circuit breaker; its calls are timed as {@code ordergate.SUBJECT.calls}. */
    public RemoteServer guarded(String subject, String provider, RemoteLimits limits) {
        return guarded(subject, provider, limits, any -> true);
    }

    /** The same, if its name leads to an address that is allowed; that is checked when a connection is made. */
    public RemoteServer guarded(String subject, String provider, RemoteLimits limits, Predicate<InetAddress> allowed) {
        var name = subject + "-" + provider;
        var watch = new CallWatch(provider, "ordergate." + subject + ".calls", new Breaker(name), registry);
        return server(name, limits, allowed, watch);
    }

    /**
     * Whatever an address leads to, each call on a connection of its own; nobody reads the bodies of answers. Where a name
     * leads is checked on the way out, when the connection is made: an address that was checked earlier need not be the one
     * that is called.
     */
    public RemoteServer anywhere(Duration timeout, int longestAnswer, Predicate<InetAddress> allowed) {
        var client = secured(HttpClient.newConnection(), CONNECT_ANYWHERE).keepAlive(false);
        return new RemoteServer(only(allowed, client), timeout, BodyReader.discarding(longestAnswer), null);
    }

    @Override
    public void destroy() {
        pools.values().forEach(ConnectionProvider::dispose);
    }

    private static HttpClient only(Predicate<InetAddress> allowed, HttpClient client) {
        return client.doOnChannelInit(
                (observer, channel, remote) -> channel.pipeline().addFirst(new AddressGuard(allowed)));
    }

    private RemoteServer server(
            String name, RemoteLimits limits, Predicate<InetAddress> allowed, @Nullable CallWatch watch) {
        var pool = pools.computeIfAbsent(name, any -> pool(name, limits));
        var client = only(allowed, secured(HttpClient.create(pool), CONNECT));
        return new RemoteServer(client, limits.timeout(), BodyReader.whole(limits.longestAnswer()), watch);
    }

    /** The client never repeats a request by itself: that could be a second text, or a second payment. */
    private HttpClient secured(HttpClient client, Duration connect) {
        return client.runOn(resources.getLoopResources())
                .secure(spec -> spec.sslContext(tls).handshakeTimeout(connect))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connect.toMillis())
                .followRedirect(false)
                .disableRetry(true);
    }

    private static SslContext trustingTheUsual() {
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException unreadable) {
            throw new IllegalStateException("The certificates to be trusted cannot be read", unreadable);
        }
    }

    private static ConnectionProvider pool(String name, RemoteLimits limits) {
        return ConnectionProvider.builder(name)
                .maxConnections(limits.connections())
                .pendingAcquireMaxCount(limits.waiting())
                .pendingAcquireTimeout(wait(limits))
                .maxIdleTime(IDLE)
                .maxLifeTime(LIFE)
                .lifo()
                .build();
    }

    private static Duration wait(RemoteLimits limits) {
        var half = limits.timeout().dividedBy(2);
        return half.compareTo(LONGEST_WAIT) < 0 ? half : LONGEST_WAIT;
    }
}
