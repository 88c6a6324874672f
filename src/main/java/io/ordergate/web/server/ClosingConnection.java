package io.ordergate.web.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.ordergate.web.server.CutConnections.Reason;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ways in which a connection ends, and the times after which it does. */
@SuppressWarnings("FutureReturnValueIgnored") // what is closed in vain has an end that channelInactive tells
abstract class ClosingConnection extends ChannelDuplexHandler {

    /** What a message costs that has no body. */
    private static final int LEAST_BYTES = 64;

    final ConnectionRules rules;

    /** Whatever comes in is dropped. */
    boolean lastAnswer;

    /** Whatever the server has to say is dropped: the client was told something else. */
    boolean silenced;

    private long bytesDropped;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable UnreadAnswer unread;

    ClosingConnection(ConnectionRules rules) {
        this.rules = rules;
    }

    abstract void dropBurst();

    /** Waits for the end of a request, unless that is done already. */
    void waitFor(ChannelHandlerContext ctx, Consumer<ChannelHandlerContext> otherwise) {
        if (deadline == null) {
            deadline = ctx.executor()
                    .schedule(
                            () -> {
                                deadline = null;
                                otherwise.accept(ctx);
                            },
                            rules.requestTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** RFC 9112 section 9.6: a connection that is closed while its client still sends would take the answer along. */
    void linger(ChannelHandlerContext ctx) {
        silenced = true;
        if (!ctx.channel().isActive()) {
            return;
        }
        if (ctx.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
        ctx.channel().config().setAutoRead(true);
        boundKernel(ctx);
        leaveLater(ctx);
    }

    /** The kernel keeps the rest of an answer for minutes, also when the socket is closed, if its client takes nothing of it. */
    void boundKernel(ChannelHandlerContext ctx) {
        if (ctx.channel().isOpen() && ctx.channel().config() instanceof EpollSocketChannelConfig linux) {
            linux.setTcpUserTimeout((int) Math.min(rules.answerTimeout().toMillis(), Integer.MAX_VALUE));
        }
    }

    private void leaveLater(ChannelHandlerContext ctx) {
        deadline = ctx.executor().schedule(() -> leave(ctx), rules.linger().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A socket that is closed goes on in the kernel, with all that its client has not read: its place is kept as long. */
    private void leave(ChannelHandlerContext ctx) {
        if (UnreadAnswer.isInKernel(ctx.channel())) {
            leaveLater(ctx);
        } else {
            ctx.close();
        }
    }

    void drop(ChannelHandlerContext ctx, Object message) {
        bytesDropped += LEAST_BYTES + sizeOf(message);
        ReferenceCountUtil.release(message);
        if (bytesDropped > rules.mostBytesDropped()) {
            cut(ctx, Reason.TOO_MUCH);
        }
    }

    void cut(ChannelHandlerContext ctx, Reason reason) {
        rules.cut().count(reason);
        lastAnswer = true;
        silenced = true;
        dropBurst();
        if (ctx.channel().isOpen()) { // the kernel, too, drops what is not read
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ctx.close();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        watch(ctx);
    }

    void watch(ChannelHandlerContext ctx) {
        if (unread == null && UnreadAnswer.isWaiting(ctx.channel())) {
            unread = new UnreadAnswer(ctx, rules.answerTimeout(), () -> cut(ctx, Reason.UNREAD), () -> unread = null);
        }
    }

    /** What a client does to its connection ends it, without a word; anything else is a defect. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (error instanceof IOException) {
            ctx.close();
        } else {
            ctx.fireExceptionCaught(error);
        }
    }

    void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** Cancels what waits for this connection. */
    void end() {
        stopWaiting();
        if (unread != null) {
            unread.cancel();
        }
    }

    static long sizeOf(Object message) {
        return message instanceof HttpContent content ? content.content().readableBytes() : 0;
    }
}
