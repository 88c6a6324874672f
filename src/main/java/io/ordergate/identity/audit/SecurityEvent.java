package io.ordergate.identity.audit;

import io.ordergate.web.security.ClientAddress;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of an account.
 *
 * @param actorId the account that acted; null when nobody was signed in
 * @param subjectId the account that the event is about; null when there is none, as after a login with an unknown
 *     address
 * @param detail facts without secrets, whole phone numbers or e-mail addresses
 */
public record SecurityEvent(
        SecurityEventType type,
        @Nullable UUID actorId,
        @Nullable UUID subjectId,
        String address,
        Map<String, String> detail) {

    /** An event of an account that its owner caused. */
    public static SecurityEvent selfService(UUID userId, SecurityEventType type, ClientAddress address) {
        return new SecurityEvent(type, userId, userId, address.value(), Map.of());
    }

    /** An attempt on an account, by an unknown person. */
    public static SecurityEvent attempted(@Nullable UUID userId, SecurityEventType type, ClientAddress address) {
        return new SecurityEvent(type, null, userId, address.value(), Map.of());
    }

    /** An event of an account that an admin caused. */
    public static SecurityEvent administrative(
            UUID subjectId, UUID actorId, SecurityEventType type, ClientAddress address, Map<String, String> detail) {
        return new SecurityEvent(type, actorId, subjectId, address.value(), detail);
    }
}
