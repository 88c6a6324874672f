package io.ordergate.verification;

import io.ordergate.support.Digests;
import io.ordergate.web.IdempotencyKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One try at a code, compared and not yet counted: {@link AttemptSql} counts and decides.
 *
 * @param matches whether it is the right code, which is worth nothing before the statement has said so too
 */
public record Guess(
        UUID challengeId,
        Purpose purpose,
        boolean matches,
        @Nullable IdempotencyKey key,
        String address) {

    /** Names the request that consumed the challenge. */
    public byte @Nullable [] keyDigest() {
        return key == null ? null : Digests.sha256(challengeId.toString(), key.value());
    }
}
