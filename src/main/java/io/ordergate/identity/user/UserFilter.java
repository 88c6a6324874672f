package io.ordergate.identity.user;

import io.ordergate.web.security.Role;
import org.jspecify.annotations.Nullable;

/** Which accounts an admin wants to see; what is missing does not matter. */
public record UserFilter(@Nullable Role role, @Nullable Boolean active) {}
