package io.ordergate.identity.token;

import io.ordergate.web.security.Role;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that is open: whose it is and what it may do.
 *
 * @param generation how many refresh tokens of it came before the present one
 */
public record SignIn(
        UUID familyId, UUID userId, Role role, @Nullable String phone, int generation) {

    /** A sign-in that was just opened. */
    public static SignIn opened(UUID familyId, UUID userId, Role role, @Nullable String phone) {
        return new SignIn(familyId, userId, role, phone, 0);
    }

    /** The same with the refresh token that follows. */
    public SignIn next() {
        return new SignIn(familyId, userId, role, phone, generation + 1);
    }
}
