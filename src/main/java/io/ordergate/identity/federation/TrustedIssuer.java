package io.ordergate.identity.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.publisher.Mono;

/**
 * Another issuer whose tokens count here.
 *
 * @param algorithms the algorithms that the issuer may sign with: those of private keys, never of shared secrets
 * @param validator the rules for the claims, beyond the signature
 * @param roles the roles that its tokens give to new accounts
 */
record TrustedIssuer(
        String name,
        Set<JWSAlgorithm> algorithms,
        RemoteKeys keys,
        OAuth2TokenValidator<Jwt> validator,
        RoleClaim roles) {

    private static final Pattern TYPE = Pattern.compile("(?i)(?:application/)?(?:at\\+)?jwt");

    /** The claims of a token, once the signature by one of this issuer's keys is verified. */
    Mono<JWTClaimsSet> verify(JWT token) {
        if (!(token instanceof SignedJWT signed)
                || !algorithms.contains(signed.getHeader().getAlgorithm())
                || !isToken(signed.getHeader().getType())) {
            return Mono.error(TrustedIssuer::refused);
        }
        return keys.find(signed.getHeader())
                .filter(found -> found.stream().anyMatch(key -> isSigned(signed, key)))
                .switchIfEmpty(Mono.error(TrustedIssuer::refused))
                .map(key -> claims(signed));
    }

    /**
     * Whether the type is that of a JWT or an access token (RFC 9068, section 4); {@code application/} may be left out
     * (RFC 7515, section 4.1.9).
     */
    private static boolean isToken(@Nullable JOSEObjectType type) {
        return type == null || TYPE.matcher(type.getType()).matches();
    }

    private static boolean isSigned(SignedJWT token, JWK key) {
        try {
            return key instanceof AsymmetricJWK pair
                    && token.verify(
                            new DefaultJWSVerifierFactory().createJWSVerifier(token.getHeader(), pair.toPublicKey()));
        } catch (JOSEException unfit) {
            return false;
        }
    }

    private static JWTClaimsSet claims(SignedJWT token) {
        try {
            return token.getJWTClaimsSet();
        } catch (ParseException garbage) {
            throw refused();
        }
    }

    private static BadJwtException refused() {
        return new BadJwtException("The token is not one of this issuer");
    }
}
