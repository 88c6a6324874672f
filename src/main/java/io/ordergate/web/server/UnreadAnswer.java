package io.ordergate.web.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches an answer that does not fit into the socket: its client has to take something of it from time to time. */
class UnreadAnswer {

    /** In {@code tcp_states.h} of Linux: the end was written, and not taken. */
    private static final int FIN_WAIT_1 = 4;

    private final ChannelHandlerContext ctx;
    private final long patienceMillis;
    private final Runnable stuck;
    private final Runnable read;
    private ScheduledFuture<?> look;
    private Progress progress;

    /** How much of which part of the answer has been taken. */
    private record Progress(@Nullable Object part, long bytes) {}

    UnreadAnswer(ChannelHandlerContext ctx, Duration patience, Runnable stuck, Runnable read) {
        this.ctx = ctx;
        this.patienceMillis = patience.toMillis();
        this.stuck = stuck;
        this.read = read;
        this.progress = progress(ctx.channel());
        this.look = later();
    }

    /** Whether something is left to be written after all that the socket takes was written. */
    static boolean isWaiting(Channel channel) {
        var waiting = channel.unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() > 0;
    }

    /** Whether the client has still to take something that was written before the end of the answer. Linux alone tells it. */
    static boolean isInKernel(Channel channel) {
        return channel instanceof EpollSocketChannel linux
                && linux.isOpen()
                && linux.tcpInfo().state() == FIN_WAIT_1;
    }

    void cancel() {
        look.cancel(false);
    }

    private ScheduledFuture<?> later() {
        return ctx.executor().schedule(this::look, patienceMillis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        var now = progress(ctx.channel());
        if (!isWaiting(ctx.channel())) {
            read.run();
        } else if (now.part() == progress.part() && now.bytes() == progress.bytes()) {
            stuck.run();
        } else {
            progress = now;
            look = later();
        }
    }

    private static Progress progress(Channel channel) {
        var waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? new Progress(null, 0) : new Progress(waiting.current(), waiting.currentProgress());
    }
}
