package io.ordergate.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/** What the claims of somebody else's token must be. Their clocks are not ours, so they may differ a little. */
final class IssuerRules {

    static final String AUTH_TIME = "auth_time";

    private static final String AUTHORIZED_PARTY = "azp";

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final OAuth2TokenValidatorResult REFUSED =
            OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"));

    private IssuerRules() {}

    /** OpenID Connect Core 1.0, section 3.1.3.7. */
    static OAuth2TokenValidator<Jwt> oidc(String issuer, TokenParties parties, Clock clock) {
        return common(issuer, parties, 255, clock);
    }

    /** firebase.google.com/docs/auth/admin/verify-id-tokens: a sign-in that has happened, of one user of this project. */
    static OAuth2TokenValidator<Jwt> firebase(String issuer, String projectId, Clock clock) {
        OAuth2TokenValidator<Jwt> signedIn = token -> isPast(token, AUTH_TIME, clock) && token.hasClaim(AUTH_TIME)
                ? OAuth2TokenValidatorResult.success()
                : REFUSED;
        return new DelegatingOAuth2TokenValidator<>(
                common(issuer, new TokenParties(Set.of(projectId), Set.of(projectId)), 128, clock), signedIn);
    }

    /** When the person signed in, as far as the token says. */
    static Instant signedInAt(Jwt token) {
        var signedIn = token.hasClaim(AUTH_TIME) ? token.getClaimAsInstant(AUTH_TIME) : token.getIssuedAt();
        return signedIn == null ? Instant.EPOCH : signedIn;
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
        OAuth2TokenValidator<Jwt> issued =
                token -> isPast(token, JwtClaimNames.IAT, clock) ? OAuth2TokenValidatorResult.success() : REFUSED;
        return new DelegatingOAuth2TokenValidator<>(time, expires, name, audience, subject, issued);
    }

    private static boolean isPast(Jwt token, String claim, Clock clock) {
        var at = token.getClaimAsInstant(claim);
        return at == null || !at.isAfter(clock.instant().plus(CLOCK_SKEW));
    }
}
