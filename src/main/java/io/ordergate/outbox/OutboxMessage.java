package io.ordergate.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * A committed fact on its way to its consumers.
 *
 * @param id grows in the order of appending
 * @param subjectId what the message is about, such as an order; messages about one subject are handled in sequence
 * @param payload JSON
 */
public record OutboxMessage(long id, Topic topic, UUID subjectId, String payload, Instant createdAt) {}
