package io.ordergate.identity.federation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which issuer may give roles, in which of its claims, and what they are called here. An issuer that is not named for it gives
 * none: of several issuers, one that anybody can sign up at must not make admins.
 */
final class RoleClaims {

    private final Map<String, RoleClaim> byIssuer = new HashMap<>();

    private RoleClaims() {}

    /**
     * Reads {@code issuer|claim} and {@code issuer|name=role}; where there is one issuer its name may be left out. Errors:
     * {@link IllegalStateException} for an issuer that is not there, or none among several.
     */
    static RoleClaims read(FederationSettings.Oidc settings, Set<String> issuers) {
        var claims = byIssuer("OIDC_ROLE_CLAIM", settings.roleClaim(), issuers);
        var mappings = byIssuer("OIDC_ROLES", settings.roles(), issuers);
        var roles = new RoleClaims();
        claims.forEach(
                (issuer, claim) -> roles.byIssuer.put(issuer, RoleClaim.of(claim, mappings.getOrDefault(issuer, ""))));
        mappings.keySet().stream().filter(issuer -> !claims.containsKey(issuer)).forEach(issuer -> {
            throw new IllegalStateException("OIDC_ROLES names an issuer without OIDC_ROLE_CLAIM: " + issuer);
        });
        return roles;
    }

    /** The roles that this issuer gives. */
    RoleClaim of(String issuer) {
        return byIssuer.getOrDefault(issuer, RoleClaim.NONE);
    }

    private static Map<String, String> byIssuer(String setting, @Nullable String list, Set<String> issuers) {
        return list == null || list.isBlank() || issuers.isEmpty()
                ? Map.of()
                : Arrays.stream(list.split(",", -1))
                        .map(entry -> Part.read(setting, entry, issuers))
                        .collect(Collectors.toMap(Part::issuer, Part::text, (one, other) -> one + ',' + other));
    }

    /** What is said of one issuer. */
    private record Part(String issuer, String text) {

        private static Part read(String setting, String entry, Set<String> issuers) {
            var cut = entry.indexOf('|');
            var issuer = cut < 0 ? "" : entry.substring(0, cut).strip();
            if (cut < 0 && issuers.size() == 1) {
                return new Part(issuers.iterator().next(), entry.strip());
            }
            if (!issuers.contains(issuer)) {
                throw new IllegalStateException(
                        setting + " must say of which issuer in OIDC_ISSUERS it speaks, as issuer|...: " + entry);
            }
            return new Part(issuer, entry.substring(cut + 1).strip());
        }
    }
}
