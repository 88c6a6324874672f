package io.ordergate.identity.account;

import io.ordergate.web.security.Role;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** What an admin changes of an account; what is missing stays. */
record UserPatch(
        @Pattern(regexp = "customer|vendor|admin") @Nullable String role,
        @Nullable Boolean active) {

    Role roleOr(Role present) {
        return role == null ? present : Role.of(role);
    }

    boolean activeOr(boolean present) {
        return active == null ? present : active;
    }

    /** Whether an admin would not be one any more. */
    boolean endsAdmin() {
        return roleOr(Role.ADMIN) != Role.ADMIN || !activeOr(true);
    }
}
