package io.ordergate.identity.user;

import io.ordergate.support.EmailAddress;
import io.ordergate.support.phone.PhoneNumber;
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
        @Nullable EmailAddress email,
        @Nullable String passwordHash,
        @Nullable PhoneNumber phone,
        @Nullable PhoneNumber claimedPhone,
        Role role,
        boolean active,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** The proven number, else the claimed one. */
    public @Nullable PhoneNumber anyPhone() {
        return phone == null ? claimedPhone : phone;
    }

    @Override
    public String toString() {
        return "User[" + id + "]";
    }
}
