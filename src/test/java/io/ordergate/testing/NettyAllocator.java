package io.ordergate.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * The one lock that event loops may wait for: Netty's allocator grows its number of arenas a few times in the life of a
 * process, under a lock held for microseconds. Netty lists its other allocator locks for BlockHound itself.
 */
public class NettyAllocator implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside(
                "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "tryExpandMagazines");
    }
}
