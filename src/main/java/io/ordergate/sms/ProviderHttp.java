package io.ordergate.sms;

import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.resources.ConnectionProvider;

/**
 * HTTP to the providers, on the service's own event loops. Each provider has connections of its own, bounded in number, in
 * those who wait for one and in how long, so that a slow one takes nothing from the others.
 */
@Component
class ProviderHttp implements DisposableBean {

    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Duration LIFE = Duration.ofMinutes(5); // so that a change in DNS is followed
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final Map<String, ConnectionProvider> pools = new ConcurrentHashMap<>();
    private final SmsSettings settings;
    private final ReactorResourceFactory resources;
    private final SslContext tls;

    ProviderHttp(SmsSettings settings, ReactorResourceFactory resources) throws SSLException {
        this.settings = settings;
        this.resources = resources;
        this.tls = SslContextBuilder.forClient().build(); // reads the trusted certificates here, not on an event loop
    }

    /** A client with connections of its own. It never repeats a request by itself: that would be a second text. */
    HttpClient client(String provider) {
        return HttpClient.create(pools.computeIfAbsent(provider, this::pool))
                .runOn(resources.getLoopResources())
                .secure(spec -> spec.sslContext(tls).handshakeTimeout(CONNECT))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .disableRetry(true);
    }

    /** Posts a body and reads the answer. What goes wrong on the way is a result too. */
    static Mono<SmsResult> post(
            HttpClient client,
            String url,
            Consumer<HttpHeaders> headers,
            String body,
            Function<HttpAnswer, SmsResult> reader) {
        return exchange(client, url, headers, body).map(reader).onErrorResume(error -> Mono.just(result(error)));
    }

    /** Posts a body and reads the answer. */
    static Mono<HttpAnswer> exchange(HttpClient client, String url, Consumer<HttpHeaders> headers, String body) {
        return client.headers(headers)
                .post()
                .uri(url)
                .send(ByteBufMono.fromString(Mono.just(body)))
                .response(ProviderHttp::answer)
                .single();
    }

    /** What an exchange without an answer means for a code that was to be compared. */
    static CodeCheck check(Throwable error) {
        return result(error).outcome() == SmsOutcome.UNKNOWN ? CodeCheck.UNKNOWN : CodeCheck.UNAVAILABLE;
    }

    @Override
    public void destroy() {
        pools.values().forEach(ConnectionProvider::dispose);
    }

    private ConnectionProvider pool(String provider) {
        return ConnectionProvider.builder("sms-" + provider)
                .maxConnections(settings.connections())
                .pendingAcquireMaxCount(settings.waiting())
                .pendingAcquireTimeout(settings.timeout().dividedBy(2))
                .maxIdleTime(IDLE)
                .maxLifeTime(LIFE)
                .lifo()
                .build();
    }

    private static Mono<HttpAnswer> answer(HttpClientResponse response, ByteBufFlux content) {
        var retryAfter = response.responseHeaders().get(HttpHeaderNames.RETRY_AFTER, "");
        return content.asByteArray()
                .collect(ByteArrayOutputStream::new, ProviderHttp::append)
                .map(bytes ->
                        new HttpAnswer(response.status().code(), retryAfter, bytes.toString(StandardCharsets.UTF_8)));
    }

    private static void append(ByteArrayOutputStream body, byte[] part) {
        if (body.size() + part.length > LONGEST_ANSWER) {
            throw new IllegalStateException("The answer is too long");
        }
        body.writeBytes(part);
    }

    /** Without a connection nothing was sent; once there was one, nobody knows. */
    private static SmsResult result(Throwable error) {
        var reason = error.getClass().getSimpleName();
        if (error instanceof PoolAcquirePendingLimitException || error instanceof TimeoutException) {
            return SmsResult.refused(SmsOutcome.THROTTLED, "busy"); // our own bound, no fault of the provider
        }
        var unsent = error instanceof ConnectException
                || error instanceof ConnectTimeoutException
                || error instanceof UnknownHostException
                || error instanceof SSLException;
        return SmsResult.refused(unsent ? SmsOutcome.UNAVAILABLE : SmsOutcome.UNKNOWN, reason);
    }
}
