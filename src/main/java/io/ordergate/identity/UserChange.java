package io.ordergate.identity;

/** An account before and after it was changed. */
record UserChange(User before, User after) {

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
