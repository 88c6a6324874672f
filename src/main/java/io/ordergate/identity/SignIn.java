package io.ordergate.identity;

import io.ordergate.web.Role;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A sign-in that is open: whose it is and what it may do. */
record SignIn(
        UUID familyId, UUID userId, Role role, @Nullable String phone) {}
