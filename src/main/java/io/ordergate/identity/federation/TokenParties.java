package io.ordergate.identity.federation;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The audiences that an issuer's tokens may be for, and the clients that may have requested the token.
 *
 * @param clients the values that {@code azp} may have; each audience is also a client, as in ID tokens
 */
record TokenParties(Set<String> audiences, Set<String> clients) {

    static final String FORM = "OIDC_ISSUERS is not issuer|audience[|client][,issuer|audience[|client]]";

    /**
     * Reads {@code issuer|audience|client}, separated by commas; an issuer may be named several times. Errors:
     * {@link IllegalStateException} for another form.
     */
    static Map<String, TokenParties> read(String list) {
        var found = new LinkedHashMap<String, TokenParties>();
        for (var entry : list.isBlank() ? new String[0] : list.split(",", -1)) {
            var parts = entry.split("\\|", -1);
            if (parts.length < 2
                    || parts.length > 3
                    || java.util.Arrays.stream(parts).anyMatch(String::isBlank)) {
                throw new IllegalStateException(FORM + ": " + list);
            }
            found.computeIfAbsent(parts[0].strip(), TokenParties::none).add(parts);
        }
        return found;
    }

    /**
     * Whether one of the audiences is ours, and the client that requested the token may do so (OpenID Connect Core 1.0,
     * section 3.1.3.7).
     */
    boolean allow(@Nullable List<String> audience, @Nullable String authorizedParty) {
        return audience != null
                && audience.stream().anyMatch(audiences::contains)
                && (authorizedParty == null ? audience.size() == 1 : clients.contains(authorizedParty));
    }

    private static TokenParties none(String issuer) {
        return new TokenParties(new LinkedHashSet<>(), new LinkedHashSet<>());
    }

    private void add(String[] parts) {
        audiences.add(parts[1].strip());
        clients.add(parts[1].strip());
        if (parts.length == 3) {
            clients.add(parts[2].strip());
        }
    }
}
