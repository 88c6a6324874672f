package io.ordergate.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * A fact that was committed, on its way to whoever acts on it.
 *
 * @param id grows in the order of appending
 * @param subjectId what it is about, such as an order; messages about one subject are handled in sequence
 * @param payload JSON
 */
public record OutboxMessage(long id, String topic, UUID subjectId, String payload, Instant createdAt) {}
