package io.ordergate.web.server;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.ordergate.web.request.WebSettings;
import io.ordergate.web.server.CutConnections.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.http.codec.autoconfigure.HttpCodecsProperties;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;

/** What one connection may cost, and what it is told when it costs more. */
@Component
class ConnectionRules {

    /** Two slices of a document, so that an answer that nobody reads waits with few bytes in the network's own memory. */
    private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(16 * 1024, 32 * 1024);

    /**
     * For each direction of a connection: the kernel lets an unread answer grow to megabytes otherwise, in memory that counts for the
     * container. Linux takes twice as much.
     */
    static final int SOCKET_BYTES = 16 * 1024;

    private static final int MOST_AHEAD = 50;
    private static final int MOST_BYTES_AHEAD = 256 * 1024;
    private static final int MOST_BYTES_DROPPED = 1024 * 1024;
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final WebSettings settings;
    private final OpenConnections connections;
    private final RefusedHeads refused;
    private final CutConnections cut;
    private final DateHeader date;
    private final int mostBytes;
    private final int port;

    ConnectionRules(
            WebSettings settings,
            OpenConnections connections,
            RefusedHeads refused,
            CutConnections cut,
            DateHeader date,
            HttpCodecsProperties codecs,
            @Value("${server.port:8080}") int port) {
        this.settings = settings;
        this.connections = connections;
        this.refused = refused;
        this.cut = cut;
        this.date = date;
        this.port = port;
        this.mostBytes =
                (int) Objects.requireNonNull(codecs.getMaxInMemorySize()).toBytes();
    }

    /** Called for each connection when the server has set it up. */
    @SuppressWarnings("FutureReturnValueIgnored") // whether a connection could be closed
    void begin(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress socket)) {
            channel.close(); // gone already
            return;
        }
        if (isPublic(channel) && !enter(channel, socket.getAddress())) {
            cut.count(Reason.TOO_MANY);
            channel.close();
            return;
        }
        channel.config().setWriteBufferWaterMark(WAITING);
        var bytes = new ArrivingBytes();
        channel.pipeline()
                .addBefore(NettyPipeline.HttpCodec, "ordergate.bytes", bytes)
                .addBefore(
                        NettyPipeline.HttpTrafficHandler, "ordergate.connection", new ConnectionHandler(this, bytes));
    }

    /** Whoever looks after the service finds a place on the port of management when clients have taken all others. */
    private boolean isPublic(Channel channel) {
        return port == 0 || !(channel.localAddress() instanceof InetSocketAddress own) || own.getPort() == port;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is called for its listener
    private boolean enter(Channel channel, InetAddress peer) {
        if (!connections.enter(peer)) {
            return false;
        }
        channel.closeFuture().addListener(closed -> connections.leave(peer));
        return true;
    }

    /** The longest body of a request. */
    int mostBytes() {
        return mostBytes;
    }

    /** Requests that a client may have sent without an answer. */
    int mostAhead() {
        return MOST_AHEAD;
    }

    /** Bytes of bodies that a client may have sent behind a request without an answer. */
    int mostBytesAhead() {
        return MOST_BYTES_AHEAD;
    }

    /** Bytes that a client may send after it was told that the connection ends. */
    int mostBytesDropped() {
        return MOST_BYTES_DROPPED;
    }

    /** How long a client may take to send a request, from the first byte seen to the last. */
    Duration requestTimeout() {
        return settings.requestTimeout();
    }

    /** How long a client may read nothing of its answer. */
    Duration answerTimeout() {
        return settings.answerTimeout();
    }

    /** How long a client may take to notice that the connection ends. */
    Duration linger() {
        return LINGER;
    }

    RefusedHeads refused() {
        return refused;
    }

    DateHeader date() {
        return date;
    }

    CutConnections cut() {
        return cut;
    }
}
