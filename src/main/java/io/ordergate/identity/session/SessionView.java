package io.ordergate.identity.session;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open sign-in as the API shows it.
 *
 * @param id names the sign-in, and opens nothing
 * @param lastUsedAt when the sign-in was opened or its refresh token last used
 * @param method {@code password} or {@code code}; null for a sign-in from before methods were stored
 * @param userAgent the program in a few words; null when the client did not name one
 * @param addressNetwork the network that the sign-in was opened from
 * @param current whether the call comes from this sign-in
 * @param secondFactorAt when a second factor was last proven in the sign-in
 */
record SessionView(
        UUID id,
        Instant createdAt,
        Instant lastUsedAt,
        @Nullable String method,
        @Nullable String userAgent,
        @Nullable String addressNetwork,
        boolean current,
        @Nullable Instant secondFactorAt) {

    /** The sign-ins of an account. */
    record SessionList(java.util.List<SessionView> items) {}
}
