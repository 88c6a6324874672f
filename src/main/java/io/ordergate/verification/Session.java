package io.ordergate.verification;

import java.time.Duration;

/** A challenge as the client knows it. */
public record Session(String token, Duration expiresIn, Duration resendIn, int sendsRemaining) {

    @Override
    public String toString() {
        return "Session[hidden]";
    }
}
