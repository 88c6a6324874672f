package io.ordergate.web.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Notices bytes before the codec, which says nothing of bytes that are not a message yet. */
class ArrivingBytes extends ChannelInboundHandlerAdapter {

    private boolean arrived;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        arrived = true;
        ctx.fireChannelRead(bytes);
    }

    /** Whether bytes have come since the last call of this method. */
    boolean haveCome() {
        var come = arrived;
        arrived = false;
        return come;
    }
}
