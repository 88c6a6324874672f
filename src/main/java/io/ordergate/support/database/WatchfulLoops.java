package io.ordergate.support.database;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The same event loops, whose sockets end when the other side has not acknowledged for so long what was sent to it (Linux only):
 * the kernel would try again for a quarter of an hour.
 */
record WatchfulLoops(LoopResources loops, Duration longest) implements LoopResources {

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        var channel = loops.onChannel(type, group);
        if (channel instanceof EpollSocketChannel socket) {
            socket.config().setTcpUserTimeout((int) longest.toMillis());
        }
        return channel;
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        return loops.onChannelClass(type, group);
    }

    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return loops.onClient(useNative);
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops.onServer(useNative);
    }

    @Override
    public EventLoopGroup onServerSelect(boolean useNative) {
        return loops.onServerSelect(useNative);
    }

    @Override
    public boolean daemon() {
        return loops.daemon();
    }

    @Override
    public boolean isDisposed() {
        return loops.isDisposed();
    }

    @Override
    public Mono<Void> disposeLater() {
        return loops.disposeLater();
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return loops.disposeLater(quietPeriod, timeout);
    }
}
