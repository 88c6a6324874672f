package io.ordergate.identity.account;

import io.ordergate.web.security.Role;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of an account that an admin may change; missing fields stay as they are. */
record UserPatch(
        @Pattern(regexp = "customer|vendor|admin") @Nullable String role,
        @Nullable Boolean active) {

    Role roleOr(Role present) {
        return role == null ? present : Role.of(role);
    }

    boolean activeOr(boolean present) {
        return active == null ? present : active;
    }

    /** Whether the change may remove an admin. */
    boolean endsAdmin() {
        return roleOr(Role.ADMIN) != Role.ADMIN || !activeOr(true);
    }
}
