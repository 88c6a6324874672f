package io.ordergate.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.Sensitive;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes access tokens in the form of RFC 9068 and by the practices of RFC 8725. */
@Component
public class AccessTokens {

    public static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    public static final String PHONE = "phone";

    /** The sign-in that a token came from. */
    public static final String FAMILY = "sid";

    /** The refresh token that a token came with, counted from 0. */
    public static final String GENERATION = "gen";

    /** When a second factor was last proven in the sign-in, in seconds since 1970, for clients: the service reads its database. */
    private static final String FACTOR_AT = "factor_at";

    private final SigningKeys keys;
    private final TokenSettings settings;
    private final Clock clock;
    private final Ids ids;
    private final JWSHeader header;

    public AccessTokens(SigningKeys keys, TokenSettings settings, Clock clock, Ids ids) {
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
        this.header = encoded(new JWSHeader.Builder(keys.algorithm())
                .type(TYPE)
                .keyID(keys.keyId())
                .build());
    }

    /** The same header with its text, which is made for each token otherwise. */
    private static JWSHeader encoded(JWSHeader header) {
        return new JWSHeader.Builder(header)
                .parsedBase64URL(header.toBase64URL())
                .build();
    }

    public AccessToken forPhone(String phone) {
        var now = clock.instant();
        return sign(phoneClaims(phone), ids.next(), now, now);
    }

    /**
     * Makes a token for the owner of this proven phone (E.164): the token opens the orders of the phone and no others.
     *
     * @param id the id of the token: the same id and time make the same token, where signatures are HS256
     * @param at when the phone was proven, which is when the life of the token begins
     */
    public AccessToken forPhone(String phone, UUID id, Instant at) {
        return sign(phoneClaims(phone), id, at, clock.instant());
    }

    /** Makes a token for an account. The token is valid while its sign-in lasts, and no longer than its own life. */
    public AccessToken forAccount(SignIn signIn) {
        var now = clock.instant();
        return sign(accountClaims(signIn), ids.next(), now, now);
    }

    /** Makes a token for a sign-in that was opened at this time: the same id and time make the same token. */
    public AccessToken forAccount(SignIn signIn, UUID id, Instant at) {
        return sign(accountClaims(signIn), id, at, clock.instant());
    }

    private static JWTClaimsSet.Builder phoneClaims(String phone) {
        return new JWTClaimsSet.Builder().subject("tel:" + phone).claim(PHONE, phone);
    }

    private static JWTClaimsSet.Builder accountClaims(SignIn signIn) {
        var factorAt = signIn.factorAt();
        return new JWTClaimsSet.Builder()
                .claim(FACTOR_AT, factorAt == null ? null : factorAt.getEpochSecond())
                .subject(signIn.userId().toString())
                .claim(FAMILY, signIn.familyId().toString())
                .claim(GENERATION, signIn.generation())
                .claim("roles", List.of(signIn.role().id()))
                .claim(PHONE, Sensitive.textOf(signIn.phone()));
    }

    private AccessToken sign(JWTClaimsSet.Builder claims, UUID id, Instant at, Instant now) {
        var issued = at.truncatedTo(ChronoUnit.SECONDS);
        var expiry = issued.plus(settings.life());
        var token = new SignedJWT(
                header,
                claims.issuer(settings.issuer())
                        .audience(settings.audience())
                        .jwtID(id.toString())
                        .issueTime(Date.from(issued))
                        .expirationTime(Date.from(expiry))
                        .build());
        try {
            token.sign(keys.signer());
        } catch (JOSEException defect) {
            throw new IllegalStateException("a key that was checked at the start does not sign", defect);
        }
        return new AccessToken(Sensitive.of(token.serialize()), left(now, expiry));
    }

    /** The time until the expiry, in whole seconds, rounded up: the whole life for a token that is made now. */
    private Duration left(Instant now, Instant expiry) {
        var left = Duration.between(now, expiry).plusNanos(999_999_999).toSeconds();
        return Duration.ofSeconds(Math.max(0, Math.min(left, settings.life().toSeconds())));
    }
}
