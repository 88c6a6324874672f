package io.ordergate.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.ordergate.support.Ids;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.springframework.stereotype.Component;

/** Makes access tokens (RFC 9068 in form, RFC 8725 in manners). */
@Component
public class AccessTokens {

    static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    static final String PHONE = "phone";

    /** The sign-in that a token came from. */
    static final String FAMILY = "sid";

    private final SigningKeys keys;
    private final TokenSettings settings;
    private final Clock clock;
    private final Ids ids;
    private final JWSHeader header;

    AccessTokens(SigningKeys keys, TokenSettings settings, Clock clock, Ids ids) {
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
        this.header = new JWSHeader.Builder(keys.algorithm())
                .type(TYPE)
                .keyID(keys.keyId())
                .build();
    }

    /** A token for somebody who has just proven to hold this phone (E.164): it opens that phone's orders and no others. */
    public AccessToken forPhone(String phone) {
        return sign(new JWTClaimsSet.Builder().subject("tel:" + phone).claim(PHONE, phone));
    }

    /** A token for an account, good for as long as its sign-in lasts and no longer than its own life. */
    AccessToken forAccount(SignIn signIn) {
        return sign(new JWTClaimsSet.Builder()
                .subject(signIn.userId().toString())
                .claim(FAMILY, signIn.familyId().toString())
                .claim("roles", List.of(signIn.role().id()))
                .claim(PHONE, signIn.phone()));
    }

    private AccessToken sign(JWTClaimsSet.Builder claims) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var token = new SignedJWT(
                header,
                claims.issuer(settings.issuer())
                        .audience(settings.audience())
                        .jwtID(ids.next().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(settings.life())))
                        .build());
        try {
            token.sign(keys.signer());
        } catch (JOSEException defect) {
            throw new IllegalStateException("a key that was checked at the start does not sign", defect);
        }
        return new AccessToken(token.serialize(), settings.life());
    }
}
