package io.ordergate.identity.account;

import io.ordergate.identity.user.User;
import java.util.Objects;

/** An account before and after a change. */
record UserChange(User before, User after) {

    boolean changesEmail() {
        return !Objects.equals(before.email(), after.email());
    }

    boolean changesPassword() {
        return !Objects.equals(before.passwordHash(), after.passwordHash());
    }

    boolean changesRole() {
        return before.role() != after.role();
    }

    boolean deactivates() {
        return before.active() && !after.active();
    }

    boolean reactivates() {
        return !before.active() && after.active();
    }
}
