package io.ordergate.web;

import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.netty.DisposableChannel;
import reactor.netty.http.server.HttpServerRequest;

/** The connections that requests come from. */
public final class Connections {

    private Connections() {}

    /** Ends the connection at once: what is still to be written to it may never be read. */
    public static void close(ServerRequest request) {
        HttpServerRequest server =
                ServerHttpRequestDecorator.getNativeRequest(request.exchange().getRequest());
        server.withConnection(DisposableChannel::dispose);
    }
}
