package io.ordergate.identity;

import io.ordergate.web.Role;
import org.jspecify.annotations.Nullable;

/** Which accounts an admin wants to see; what is missing does not matter. */
record UserFilter(@Nullable Role role, @Nullable Boolean active) {}
