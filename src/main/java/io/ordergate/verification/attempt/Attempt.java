package io.ordergate.verification.attempt;

import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.ClientAddress;
import org.jspecify.annotations.Nullable;

/**
 * A code that a client has typed back.
 *
 * @param sessionToken names the challenge
 * @param key the client's name for this request, under which a repeat gets the same answer
 * @param clientAddress where the request came from
 */
public record Attempt(
        Sensitive sessionToken,
        Purpose purpose,
        TypedCode code,
        @Nullable IdempotencyKey key,
        ClientAddress clientAddress) {}
