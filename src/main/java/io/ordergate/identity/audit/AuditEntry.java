package io.ordergate.identity.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A stored security event, as the API shows it. */
record AuditEntry(
        long id,
        Instant at,
        String event,
        @Nullable UUID actorId,
        @Nullable UUID subjectId,
        String address,
        String requestId,
        JsonNode detail) {}
