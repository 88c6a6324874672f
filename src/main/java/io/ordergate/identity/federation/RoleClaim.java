package io.ordergate.identity.federation;

import io.ordergate.web.security.Role;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a role from another issuer's token. A new account starts with this role; later the account's own role counts,
 * which admins change here.
 *
 * @param claim the name of the claim, or the path to the claim with dots; without a claim everybody starts as a
 *     customer
 * @param names our names for the roles of the claim
 */
record RoleClaim(@Nullable String claim, Map<String, Role> names) {

    static final RoleClaim NONE = new RoleClaim(null, Map.of());

    /** The claim of these settings: without a mapping, the roles of the claim have our names. */
    static RoleClaim of(@Nullable String claim, String mapping) {
        if (claim == null || claim.isBlank()) {
            return NONE;
        }
        var names = new HashMap<String, Role>();
        if (mapping.isBlank()) {
            Arrays.stream(Role.values()).forEach(role -> names.put(role.id(), role));
            return new RoleClaim(claim, names);
        }
        for (var pair : mapping.split(",", -1)) {
            var cut = pair.lastIndexOf('=');
            var name = pair.substring(0, Math.max(cut, 0)).strip();
            if (name.isEmpty()) {
                throw new IllegalStateException("OIDC_ROLES is not name=role[,name=role]: " + pair);
            }
            names.put(name, role(pair.substring(cut + 1).strip()));
        }
        return new RoleClaim(claim, names);
    }

    /** The highest role in these claims. */
    Role of(Map<String, Object> claims) {
        return claim == null
                ? Role.CUSTOMER
                : values(claims, claim).stream()
                        .map(name -> names.getOrDefault(String.valueOf(name), Role.CUSTOMER))
                        .max(java.util.Comparator.naturalOrder())
                        .orElse(Role.CUSTOMER);
    }

    private static Collection<?> values(Map<?, ?> claims, String path) {
        var whole = claims.get(path);
        if (whole != null) {
            return whole instanceof Collection<?> several ? several : List.of(whole);
        }
        var dot = path.indexOf('.');
        return dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> nested
                ? values(nested, path.substring(dot + 1))
                : List.of();
    }

    private static Role role(String id) {
        return Arrays.stream(Role.values())
                .filter(role -> role.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("OIDC_ROLES names an unknown role: " + id));
    }
}
