package io.ordergate.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Hibernate Validator keeps what it knows of a form by soft references. Where memory was short, the next two requests may put it
 * back at the same moment: one waits for the other's entry into a table, under a lock that is held for nothing else.
 */
public class ValidatorCache implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside(
                "org.hibernate.validator.internal.util.ConcurrentReferenceHashMap$Segment", "put");
    }
}
