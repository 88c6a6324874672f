package io.ordergate.outbox;

import java.time.Instant;
import java.util.UUID;

/** A message that one consumer could not handle in all its tries, as the API shows it: without its payload. */
record DeadLetter(
        long id,
        long messageId,
        String topic,
        String consumer,
        UUID subjectId,
        int tries,
        String error,
        Instant createdAt,
        Instant parkedAt) {}
