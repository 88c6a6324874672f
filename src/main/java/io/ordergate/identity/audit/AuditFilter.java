package io.ordergate.identity.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events that an admin wants to see.
 *
 * @param from the first moment
 * @param to the moment after the last
 */
record AuditFilter(
        @Nullable SecurityEventType event,
        @Nullable UUID actorId,
        @Nullable UUID subjectId,
        Instant from,
        Instant to) {}
