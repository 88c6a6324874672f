package io.ordergate.verification.attempt;

import io.ordergate.support.secret.Sensitive;
import java.time.Duration;

/**
 * A challenge as the client knows it.
 *
 * @param isReplay whether an earlier request with the same Idempotency-Key has started it
 * @param isSent whether this request has sent a text
 */
public record Session(
        Sensitive token, Duration expiresIn, Duration resendIn, int sendsRemaining, boolean isReplay, boolean isSent) {

    public Session(Sensitive token, Duration expiresIn, Duration resendIn, int sendsRemaining) {
        this(token, expiresIn, resendIn, sendsRemaining, false, true);
    }

    public Session asReplay() {
        return new Session(token, expiresIn, resendIn, sendsRemaining, true, false);
    }

    public Session asUnsent() {
        return new Session(token, expiresIn, resendIn, sendsRemaining, isReplay, false);
    }
}
