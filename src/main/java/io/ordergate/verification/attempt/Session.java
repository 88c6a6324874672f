package io.ordergate.verification.attempt;

import io.ordergate.support.secret.Sensitive;
import java.time.Duration;

/**
 * A challenge as the client knows it.
 *
 * @param isReplay whether an earlier request with the same Idempotency-Key has started it
 */
public record Session(Sensitive token, Duration expiresIn, Duration resendIn, int sendsRemaining, boolean isReplay) {

    public Session(Sensitive token, Duration expiresIn, Duration resendIn, int sendsRemaining) {
        this(token, expiresIn, resendIn, sendsRemaining, false);
    }

    public Session asReplay() {
        return new Session(token, expiresIn, resendIn, sendsRemaining, true);
    }
}
