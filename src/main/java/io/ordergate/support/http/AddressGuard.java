package io.ordergate.support.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Predicate;

/** Stands in front of the socket, where the address is the one that is really called, and lets only some addresses pass. */
final class AddressGuard extends ChannelOutboundHandlerAdapter {

    private final Predicate<InetAddress> allowed;

    /** This service itself refused to connect. */
    static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        Refused() {
            super("not an allowed address");
        }
    }

    AddressGuard(Predicate<InetAddress> allowed) {
        this.allowed = allowed;
    }

    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise)
            throws Exception {
        if (remote instanceof InetSocketAddress socket
                && socket.getAddress() != null
                && allowed.test(socket.getAddress())) {
            super.connect(context, remote, local, promise);
        } else {
            promise.tryFailure(new Refused());
        }
    }
}
