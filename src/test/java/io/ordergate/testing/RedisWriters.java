package io.ordergate.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lettuce counts who writes to a connection under a lock, which is held for a few instructions; those who take a connection apart
 * hold it for as long as they move its commands. An error in its midst would leave the lock taken for ever.
 */
public class RedisWriters implements BlockHoundIntegration {

    private static final String LOCK = "io.lettuce.core.protocol.SharedLock";

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside(LOCK, "incrementWriters");
        builder.allowBlockingCallsInside(LOCK, "lockWritersExclusive");
    }
}
