package io.ordergate.web.request;

import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableChannel;
import reactor.netty.http.server.HttpServerRequest;

/** The connections that requests come from. */
public final class Connections {

    private Connections() {}

    /** Whether there is still somebody to be answered. */
    public static boolean isOpen(ServerWebExchange exchange) {
        var open = new AtomicBoolean();
        HttpServerRequest server = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        server.withConnection(connection -> open.set(connection.channel().isActive()));
        return open.get();
    }

    /** Completes when the connection has ended: what is being written is not told then, while it waits to be read. */
    public static Mono<Void> closed(ServerRequest request) {
        HttpServerRequest server =
                ServerHttpRequestDecorator.getNativeRequest(request.exchange().getRequest());
        return Mono.create(sink -> server.withConnection(connection -> {
            ChannelFutureListener listener = end -> sink.success();
            var end = connection.channel().closeFuture();
            end.addListener(listener);
            sink.onDispose(() -> end.removeListener(listener));
        }));
    }

    /** Ends the connection at once: what is still to be written to it may never be read. */
    public static void close(ServerRequest request) {
        HttpServerRequest server =
                ServerHttpRequestDecorator.getNativeRequest(request.exchange().getRequest());
        server.withConnection(DisposableChannel::dispose);
    }
}
