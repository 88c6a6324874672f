package io.ordergate.verification;

import io.ordergate.support.phone.PhoneNumber;
import java.time.Duration;
import java.util.UUID;

/** A challenge as it was read, off the happy path, to tell why a call found no open one. */
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
        Duration resendIn) {

    /** Whether its code may still be typed by somebody: neither used nor over. */
    boolean isLive() {
        return state != State.CONSUMED && state != State.EXPIRED;
    }

    /** Why a challenge takes guesses or not; the database says so, by its own clock. */
    enum State {
        OPEN,
        CONSUMED,
        EXHAUSTED,
        EXPIRED,
        LOCKED
    }
}
