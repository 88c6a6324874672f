package io.ordergate.identity.token;

import io.ordergate.support.secret.Sensitive;
import java.time.Duration;

/** A signed access token and its life. */
public record AccessToken(Sensitive value, Duration expiresIn) {

    /** The type of the token in the header {@code Authorization} (RFC 6750). */
    public String type() {
        return "Bearer";
    }
}
