package io.ordergate.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import io.ordergate.support.secret.Secrets;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** What was made before each use of the secret had a key of its own goes on working; nothing is made in that way any more. */
@IntegrationTest
class SubkeyTests {

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @Value("${ordergate.secret.key}")
    private String secret;

    @Test
    void aCodeUnderWayIsTypedBack() {
        var phone = Api.somePhone();
        var session = api.session(phone);
        assertThat(session).doesNotStartWith(start(before())).startsWith(start(now()));
        var older = older(session);
        database.run("update challenges set key_id = $1 where id = $2", before().idBytes(), older.challengeId());
        var code = Codes.code(older, 6);
        assertThat(api.verify(older.text(), Api.wrong(code)).status()).isEqualTo(400);
        assertThat(api.verify(older.text(), code).status()).isEqualTo(201);
    }

    @Test
    void anAccessTokenIsHonouredUntilItEnds() throws JOSEException {
        var path = "/api/v1/orders/018f0000-0000-7000-8000-000000000000";
        assertThat(api.get(path, token(before(), before().tokenKey())).status()).isEqualTo(404);
        assertThat(api.get(path, token(now(), now().tokenKey())).status()).isEqualTo(404);
    }

    @Test
    void noTokenCountsUnderAnotherKeyThanItsOwn() throws JOSEException {
        var path = "/api/v1/orders/018f0000-0000-7000-8000-000000000000";
        assertThat(api.get(path, token(now(), before().tokenKey())).status()).isEqualTo(401);
        assertThat(api.get(path, token(before(), now().tokenKey())).status()).isEqualTo(401);
        assertThat(api.get(path, token(now(), now().hmac(SecretUse.SESSIONS))).status())
                .isEqualTo(401);
    }

    private SecretKey before() {
        return Secrets.direct(secret);
    }

    private SecretKey now() {
        return Secrets.of(secret).current();
    }

    /** The session as the version before would have named it. */
    private SessionToken older(String session) {
        var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(session), 3, 16);
        return new SessionToken(before(), new UUID(bytes.getLong(), bytes.getLong()));
    }

    private static String start(SecretKey key) {
        return Base64.getUrlEncoder().encodeToString(HexFormat.of().parseHex(key.id()));
    }

    private static String token(SecretKey named, byte[] signs) throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(named.id())
                .build();
        var phone = Api.somePhone();
        var claims = new JWTClaimsSet.Builder()
                .subject("tel:" + phone)
                .claim("phone", phone)
                .issuer("ordergate")
                .audience("ordergate-api")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
        var token = new SignedJWT(header, claims.build());
        token.sign(new MACSigner(signs));
        return token.serialize();
    }
}
