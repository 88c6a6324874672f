package io.ordergate.identity.audit;

import io.ordergate.web.security.ClientAddress;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an account.
 *
 * @param actorId who did it; null when nobody was signed in
 * @param subjectId whose account it happened to; null when there is none, as after a login with an unknown address
 * @param detail facts without secrets, whole phone numbers or e-mail addresses
 */
public record SecurityEvent(
        SecurityEventType type,
        @Nullable UUID actorId,
        @Nullable UUID subjectId,
        String address,
        Map<String, String> detail) {

    /** Somebody did something to their own account. */
    public static SecurityEvent selfService(UUID userId, SecurityEventType type, ClientAddress address) {
        return new SecurityEvent(type, userId, userId, address.value(), Map.of());
    }

    /** Something was tried at an account, by whomever. */
    public static SecurityEvent attempted(@Nullable UUID userId, SecurityEventType type, ClientAddress address) {
        return new SecurityEvent(type, null, userId, address.value(), Map.of());
    }

    /** An admin did something to an account. */
    public static SecurityEvent administrative(
            UUID subjectId, UUID actorId, SecurityEventType type, ClientAddress address, Map<String, String> detail) {
        return new SecurityEvent(type, actorId, subjectId, address.value(), detail);
    }
}
