package io.ordergate.testing;

import org.slf4j.LoggerFactory;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/** Tells of a blocking call before it fails: inside a network library the error itself may be lost, and then a call just hangs. */
public class BlockedCalls implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.blockingMethodCallback(method -> {
            var error = new BlockingOperationError(method);
            LoggerFactory.getLogger(BlockedCalls.class)
                    .error("A blocking call on {}", Thread.currentThread().getName(), error);
            throw error;
        });
    }
}
