package io.ordergate.identity.user;

import io.ordergate.web.security.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with an account.
 *
 * @param phone the number that was proven, in E.164
 * @param claimedPhone a number that was only said
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
