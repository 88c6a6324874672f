package io.ordergate.outbox;

import java.time.Instant;
import java.util.UUID;

/** A message that one consumer could not handle, however often it tried, as the API shows it: without its payload. */
record ParkedMessage(
        long id,
        long messageId,
        String topic,
        String consumer,
        UUID subjectId,
        int tries,
        String error,
        Instant createdAt,
        Instant parkedAt) {}
