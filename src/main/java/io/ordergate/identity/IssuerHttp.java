package io.ordergate.identity;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.ordergate.support.Timeouts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** HTTP to those who say who somebody is: few connections, short waits, small answers, no redirects. */
@Component
class IssuerHttp implements DisposableBean {

    private static final int LONGEST_ANSWER = 256 * 1024;
    private static final int CONNECTIONS = 50;
    private static final int WAITING = 200;
    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Duration LIFE = Duration.ofMinutes(5); // so that a change in DNS is followed
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final ConnectionProvider connections;
    private final HttpClient client;
    private final Duration patience;

    /**
     * What came back.
     *
     * @param cacheControl the header of that name, empty without one
     */
    record Answer(int status, String cacheControl, String body) {}

    IssuerHttp(FederationSettings settings, ReactorResourceFactory resources) throws SSLException {
        this.patience = settings.timeout();
        this.connections = ConnectionProvider.builder("issuers")
                .maxConnections(CONNECTIONS)
                .pendingAcquireMaxCount(WAITING)
                .pendingAcquireTimeout(patience.dividedBy(2))
                .maxIdleTime(IDLE)
                .maxLifeTime(LIFE)
                .build();
        SslContext tls = SslContextBuilder.forClient().build(); // reads the trusted certificates here, at the start
        this.client = HttpClient.create(connections)
                .runOn(resources.getLoopResources())
                .secure(spec -> spec.sslContext(tls).handshakeTimeout(CONNECT))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .headers(headers -> headers.set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON))
                .disableRetry(true);
    }

    Mono<Answer> get(String url) {
        return patient(client.get().uri(url).response(IssuerHttp::answer).single());
    }

    Mono<Answer> post(String url, String json) {
        return patient(
                client.headers(headers -> headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON))
                        .post()
                        .uri(url)
                        .send(ByteBufMono.fromString(Mono.just(json)))
                        .response(IssuerHttp::answer)
                        .single());
    }

    @Override
    public void destroy() {
        connections.dispose();
    }

    private Mono<Answer> patient(Mono<Answer> call) {
        return Timeouts.after(patience, call);
    }

    private static Mono<Answer> answer(HttpClientResponse response, ByteBufFlux content) {
        var caching = response.responseHeaders().get(HttpHeaderNames.CACHE_CONTROL, "");
        return content.asByteArray()
                .collect(ByteArrayOutputStream::new, IssuerHttp::append)
                .map(bytes -> new Answer(response.status().code(), caching, bytes.toString(StandardCharsets.UTF_8)));
    }

    private static void append(ByteArrayOutputStream body, byte[] part) {
        if (body.size() + part.length > LONGEST_ANSWER) {
            throw new IllegalStateException("The answer is too long");
        }
        body.writeBytes(part);
    }
}
