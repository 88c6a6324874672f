package io.ordergate.identity.federation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The issuers that may give roles, the claims of the roles, and our names for them. An issuer that is not named gives
 * no roles: of several issuers, one with open registration must not create admins.
 */
final class RoleClaims {

    private final Map<String, RoleClaim> byIssuer = new HashMap<>();

    private RoleClaims() {}

    /**
     * Reads {@code issuer|claim} and {@code issuer|name=role}; the name of the only issuer may be left out. Errors:
     * {@link IllegalStateException} for an unknown issuer, or for no issuer among several.
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

    /** The claim that holds the roles of this issuer. */
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

    /** The part of a setting that is about one issuer. */
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
