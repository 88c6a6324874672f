package io.ordergate.notification;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.ordergate.support.RetryAfter;
import io.ordergate.support.Timeouts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Calls the addresses of shops, each on a connection of its own. Where a name leads is checked on the way out, when the
 * connection is made: an address that was checked earlier need not be the one that is called. Redirects are not followed.
 */
@Component
class WebhookClient {

    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final HttpClient client;
    private final ShopWebhookSettings settings;
    private final Clock clock;

    /** Our own side refused to connect. */
    private static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        Refused() {
            super("not a public address");
        }
    }

    /** Stands in front of the socket: there, the address is the one that is really called. */
    private static final class Guard extends ChannelOutboundHandlerAdapter {

        @Override
        public void connect(
                ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise)
                throws Exception {
            if (remote instanceof InetSocketAddress socket
                    && socket.getAddress() != null
                    && PublicAddresses.contain(socket.getAddress())) {
                super.connect(context, remote, local, promise);
            } else {
                promise.tryFailure(new Refused());
            }
        }
    }

    WebhookClient(ShopWebhookSettings settings, ReactorResourceFactory resources, Clock clock) throws SSLException {
        this.settings = settings;
        this.clock = clock;
        SslContext tls = SslContextBuilder.forClient().build(); // reads the trusted certificates now
        var plain = HttpClient.newConnection()
                .runOn(resources.getLoopResources())
                .secure(spec -> spec.sslContext(tls).handshakeTimeout(CONNECT))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .keepAlive(false)
                .followRedirect(false)
                .disableRetry(true);
        this.client = settings.allowPrivate()
                ? plain
                : plain.doOnChannelInit(
                        (observer, channel, remote) -> channel.pipeline().addFirst(new Guard()));
    }

    /** Posts JSON. Never an error: what goes wrong is an answer too. */
    Mono<WebhookAnswer> post(String url, Consumer<HttpHeaders> headers, String body) {
        var call = client.headers(headers)
                .post()
                .uri(url)
                .send(ByteBufMono.fromString(Mono.just(body)))
                .response((response, content) -> drained(content).thenReturn(answer(response)))
                .single();
        return Timeouts.after(settings.timeout(), call)
                .onErrorResume(error -> Mono.just(WebhookAnswer.none(kind(error))));
    }

    private WebhookAnswer answer(HttpClientResponse response) {
        var wait = RetryAfter.read(response.responseHeaders().get("Retry-After", ""), clock.instant());
        return WebhookAnswer.of(response.status().code(), wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    /** Nobody reads the answer's body; more of it than this ends the connection. */
    private static Mono<Void> drained(ByteBufFlux content) {
        return content.map(ByteBuf::readableBytes)
                .scan(0, Integer::sum)
                .takeUntil(read -> read > LONGEST_ANSWER)
                .then();
    }

    private static String kind(Throwable error) {
        if (error instanceof Refused || error.getCause() instanceof Refused) {
            return "address-refused";
        }
        if (error instanceof TimeoutException || error instanceof ConnectTimeoutException) {
            return "timeout";
        }
        if (error instanceof UnknownHostException) {
            return "unknown-host";
        }
        if (error instanceof SSLException) {
            return "tls";
        }
        return error instanceof ConnectException ? "no-connection" : "broken-answer";
    }
}
