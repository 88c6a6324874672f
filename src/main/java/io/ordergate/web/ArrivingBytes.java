package io.ordergate.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Stands before the codec, which says nothing of bytes that are not a message yet. */
class ArrivingBytes extends ChannelInboundHandlerAdapter {

    private boolean arrived;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        arrived = true;
        ctx.fireChannelRead(bytes);
    }

    /** Whether any have come since this was asked last. */
    boolean haveCome() {
        var come = arrived;
        arrived = false;
        return come;
    }
}
