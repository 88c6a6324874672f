package io.ordergate.verification.attempt;

import io.ordergate.support.phone.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A code that was used a moment ago: what it was used for may be answered once more, to the same request.
 *
 * @param isSameCode whether the request brings the same code once more
 */
public record UsedCode(UUID challengeId, PhoneNumber phone, Instant usedAt, boolean isSameCode) {

    /** Longer than a client waits for an answer, and no longer than that. */
    public static final Duration REPEATS = Duration.ofSeconds(60);
}
