package io.ordergate.identity.account;

import io.ordergate.web.security.Role;
import org.jspecify.annotations.Nullable;

/** Which accounts an admin wants to see; what is missing does not matter. */
record UserFilter(@Nullable Role role, @Nullable Boolean active) {}
