package io.ordergate.identity.invitation;

import io.ordergate.support.EmailAddress;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.security.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invitation to work for the shop, to a phone or to an e-mail address.
 *
 * @param createdBy the admin who has invited
 */
record Invitation(
        UUID id,
        Role role,
        @Nullable PhoneNumber phone,
        @Nullable EmailAddress email,
        String fullName,
        UUID createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant acceptedAt) {

    @Nullable
    String phoneMasked() {
        return phone == null ? null : phone.masked();
    }

    /** The address with one character of its name: {@code r•••@example.org}. */
    @Nullable
    String emailMasked() {
        if (email == null) {
            return null;
        }
        var text = email.value();
        return text.substring(0, text.offsetByCodePoints(0, 1)) + "•••" + text.substring(text.lastIndexOf('@'));
    }

    @Override
    public String toString() {
        return "Invitation[" + id + "]";
    }
}
