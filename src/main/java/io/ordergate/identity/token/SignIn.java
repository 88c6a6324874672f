package io.ordergate.identity.token;

import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open sign-in: its account, its role and its phone.
 *
 * @param phone E.164, as tokens carry it
 * @param generation how many refresh tokens of the sign-in came before the present one
 * @param factorAt when a second factor was last proven in the sign-in
 */
public record SignIn(
        UUID familyId,
        UUID userId,
        Role role,
        @Nullable Sensitive phone,
        int generation,
        @Nullable Instant factorAt) {

    /** A sign-in that was just opened. */
    public static SignIn opened(UUID familyId, UUID userId, Role role, @Nullable String phone) {
        return new SignIn(familyId, userId, role, Sensitive.ofNullable(phone), 0, null);
    }

    /** The same sign-in with the refresh token that follows. */
    public SignIn next() {
        return new SignIn(familyId, userId, role, phone, generation + 1, factorAt);
    }
}
