package io.ordergate.identity.user;

import io.ordergate.web.security.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person with an account.
 *
 * @param phone the proven number
 * @param claimedPhone a number that the person has named and not proven
 */
public record User(
        UUID id,
        String name,
        @Nullable String email,
        @Nullable String passwordHash,
        @Nullable String phone,
        @Nullable String claimedPhone,
        Role role,
        boolean active,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    @Override
    public String toString() {
        return "User[" + id + "]";
    }
}
