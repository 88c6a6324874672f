package io.ordergate.identity.federation;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/** The rules for the claims of another issuer's token. Times may differ a little, since the issuer's clock is not ours. */
final class IssuerRules {

    static final String AUTH_TIME = "auth_time";

    private static final String AUTHORIZED_PARTY = "azp";

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final OAuth2TokenValidatorResult REFUSED =
            OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"));

    private IssuerRules() {}

    /** The rules of OpenID Connect Core 1.0, section 3.1.3.7. */
    static OAuth2TokenValidator<Jwt> oidc(String issuer, TokenParties parties, Clock clock) {
        return common(issuer, parties, 255, clock);
    }

    /**
     * The rules of firebase.google.com/docs/auth/admin/verify-id-tokens: a sign-in in the past, of one user of this
     * project.
     */
    static OAuth2TokenValidator<Jwt> firebase(String issuer, String projectId, Clock clock) {
        OAuth2TokenValidator<Jwt> signedIn =
                token -> token.hasClaim(AUTH_TIME) ? OAuth2TokenValidatorResult.success() : REFUSED;
        return new DelegatingOAuth2TokenValidator<>(
                common(issuer, new TokenParties(Set.of(projectId), Set.of(projectId)), 128, clock), signedIn);
    }

    /** The time of the sign-in, if the token names the time. The age of the token is no sign, since tokens are refreshed. */
    static @Nullable Instant authenticatedAt(Jwt token) {
        return read(token, AUTH_TIME);
    }

    /** The time from which the token counts: not before the sign-in, if the token names the time. */
    static Instant signedInAt(Jwt token) {
        return Stream.of(AUTH_TIME, JwtClaimNames.IAT)
                .map(claim -> read(token, claim))
                .filter(Objects::nonNull)
                .findFirst()
                .filter(Instant.EPOCH::isBefore)
                .orElse(Instant.EPOCH);
    }

    private static OAuth2TokenValidator<Jwt> common(
            String issuer, TokenParties parties, int longestSubject, Clock clock) {
        var time = new JwtTimestampValidator(CLOCK_SKEW);
        time.setClock(clock);
        var expires = new JwtClaimValidator<>(JwtClaimNames.EXP, expiry -> expiry != null);
        var name =
                new JwtClaimValidator<>(JwtClaimNames.ISS, value -> value != null && issuer.equals(value.toString()));
        OAuth2TokenValidator<Jwt> audience =
                token -> parties.allow(token.getAudience(), token.getClaimAsString(AUTHORIZED_PARTY))
                        ? OAuth2TokenValidatorResult.success()
                        : REFUSED;
        var subject = new JwtClaimValidator<String>(
                JwtClaimNames.SUB, value -> value != null && !value.isBlank() && value.length() <= longestSubject);
        OAuth2TokenValidator<Jwt> past =
                token -> isPast(token, JwtClaimNames.IAT, clock) && isPast(token, AUTH_TIME, clock)
                        ? OAuth2TokenValidatorResult.success()
                        : REFUSED;
        return new DelegatingOAuth2TokenValidator<>(time, expires, name, audience, subject, past);
    }

    /**
     * Whether a claim is a time in the past. An unreadable time counts as none: a decision by such a time would be a
     * guess.
     */
    private static boolean isPast(Jwt token, String claim, Clock clock) {
        var at = read(token, claim);
        return at == null ? !token.hasClaim(claim) : !at.isAfter(clock.instant().plus(CLOCK_SKEW));
    }

    private static @Nullable Instant read(Jwt token, String claim) {
        try {
            return token.hasClaim(claim) ? token.getClaimAsInstant(claim) : null;
        } catch (IllegalArgumentException | DateTimeException notATime) {
            return null;
        }
    }
}
