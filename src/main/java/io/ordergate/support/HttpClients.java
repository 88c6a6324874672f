package io.ordergate.support;

import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.resources.ConnectionProvider;

/**
 * HTTP to others, on the service's own event loops. Each of them has connections of its own, bounded in number, in those who
 * wait for one and in how long, so that a slow one takes nothing from the others.
 */
@Component
public class HttpClients implements DisposableBean {

    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Duration LIFE = Duration.ofMinutes(5); // so that a change in DNS is followed
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final Map<String, ConnectionProvider> pools = new ConcurrentHashMap<>();
    private final ReactorResourceFactory resources;
    private final SslContext tls;

    public HttpClients(ReactorResourceFactory resources) {
        this.resources = resources;
        try {
            this.tls =
                    SslContextBuilder.forClient().build(); // reads the trusted certificates here, not on an event loop
        } catch (SSLException unreadable) {
            throw new IllegalStateException("The certificates to be trusted cannot be read", unreadable);
        }
    }

    /**
     * The client for one of them. It never repeats a request by itself: that could be a second text, or a second payment.
     *
     * @param patience for an answer; no more than half of it is spent on waiting for a connection
     */
    public HttpClient client(String name, int connections, int waiting, Duration patience) {
        return HttpClient.create(pools.computeIfAbsent(name, any -> pool(name, connections, waiting, patience)))
                .runOn(resources.getLoopResources())
                .secure(spec -> spec.sslContext(tls).handshakeTimeout(CONNECT))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .disableRetry(true);
    }

    /** The body of an answer. Errors: {@link IllegalStateException} for one that is longer than this. */
    public static Mono<String> text(ByteBufFlux content, int longest) {
        return content.asByteArray()
                .collect(ByteArrayOutputStream::new, (body, part) -> append(body, part, longest))
                .map(body -> body.toString(StandardCharsets.UTF_8));
    }

    /** Whether nothing was sent, for want of a connection. Once there was one, nobody knows. */
    public static boolean isUnsent(Throwable error) {
        return error instanceof ConnectException
                || error instanceof ConnectTimeoutException
                || error instanceof UnknownHostException
                || error instanceof SSLException
                || error instanceof PoolAcquirePendingLimitException
                || error instanceof PoolAcquireTimeoutException;
    }

    @Override
    public void destroy() {
        pools.values().forEach(ConnectionProvider::dispose);
    }

    private static ConnectionProvider pool(String name, int connections, int waiting, Duration patience) {
        return ConnectionProvider.builder(name)
                .maxConnections(connections)
                .pendingAcquireMaxCount(waiting)
                .pendingAcquireTimeout(patience.dividedBy(2))
                .maxIdleTime(IDLE)
                .maxLifeTime(LIFE)
                .lifo()
                .build();
    }

    private static void append(ByteArrayOutputStream body, byte[] part, int longest) {
        if (body.size() + part.length > longest) {
            throw new IllegalStateException("The answer is too long");
        }
        body.writeBytes(part);
    }
}
