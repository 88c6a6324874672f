package io.ordergate.verification;

import io.ordergate.support.phone.PhoneNumber;
import java.time.Duration;
import java.util.UUID;

/**
 * A challenge as it was read. Only calls that found no open challenge read one, to find the reason.
 *
 * @param sentAgo how long ago its last text was counted, which says nothing of whether the text was sent
 */
record Challenge(
        UUID id,
        String keyId,
        PhoneNumber phone,
        String about,
        String clientAddress,
        State state,
        int attemptsRemaining,
        int sendsRemaining,
        Duration expiresIn,
        Duration resendIn,
        Duration sentAgo) {

    /** Whether the code may still be typed: it is neither used nor expired. */
    boolean isLive() {
        return state != State.CONSUMED && state != State.EXPIRED;
    }

    /** Whether a challenge accepts guesses, and why not; the clock of the database decides. */
    enum State {
        OPEN,
        CONSUMED,
        EXHAUSTED,
        EXPIRED,
        LOCKED
    }
}
