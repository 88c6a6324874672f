package io.ordergate.identity.token;

import java.time.Duration;

/** A signed access token and how long it lives. */
public record AccessToken(String value, Duration expiresIn) {

    /** How it is presented (RFC 6750). */
    public String type() {
        return "Bearer";
    }

    @Override
    public String toString() {
        return "AccessToken[hidden]";
    }
}
