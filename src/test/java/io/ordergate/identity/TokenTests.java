package io.ordergate.identity;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class TokenTests {

    private static final String OTHER_SECRET = "another secret that has 32 bytes and some";

    @Autowired
    private Api api;

    @Autowired
    private SecretKeys secrets;

    @Test
    void onlyATokenThatIsRightInEveryPartOpensAnOrder() {
        var phone = somePhone();
        var order = "/api/v1/orders/"
                + api.verify(api.session(phone), api.code(phone)).field("id");
        assertThat(status(order, phone, JWSAlgorithm.HS256, "at+jwt", claims -> claims))
                .isEqualTo(200);
        assertThat(status(order, phone, JWSAlgorithm.HS384, "at+jwt", claims -> claims))
                .isEqualTo(401);
        assertThat(status(order, phone, JWSAlgorithm.HS256, "JWT", claims -> claims))
                .isEqualTo(401);
        assertThat(status(order, phone, JWSAlgorithm.HS256, "at+jwt", claims -> claims.issuer("somebody")))
                .isEqualTo(401);
        assertThat(status(order, phone, JWSAlgorithm.HS256, "at+jwt", claims -> claims.audience("somebody")))
                .isEqualTo(401);
        assertThat(status(order, phone, JWSAlgorithm.HS256, "at+jwt", claims -> claims.subject(null)))
                .isEqualTo(401);
        assertThat(status(order, phone, JWSAlgorithm.HS256, "at+jwt", claims -> claims.expirationTime(null)))
                .isEqualTo(401);
        assertThat(status(
                        order,
                        phone,
                        JWSAlgorithm.HS256,
                        "at+jwt",
                        claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(10)))))
                .isEqualTo(401);
        assertThat(status(
                        order,
                        phone,
                        JWSAlgorithm.HS256,
                        "at+jwt",
                        claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(60)))))
                .isEqualTo(401);
        assertThat(status(order, phone, JWSAlgorithm.HS256, "at+jwt", claims -> claims.claim("phone", null)))
                .as("a token that stands for nobody")
                .isEqualTo(401);
    }

    @Test
    void aTokenOfAnotherKeyOrOfNoneIsRefused() throws JOSEException {
        var path = "/api/v1/orders/018f0000-0000-7000-8000-000000000000";
        var other = signed(
                OTHER_SECRET.getBytes(StandardCharsets.UTF_8), JWSAlgorithm.HS256, "at+jwt", claims("+8801700000001"));
        assertThat(api.get(path, other).status()).isEqualTo(401);
        var genuine = signed(secrets.current().tokenKey(), JWSAlgorithm.HS256, "at+jwt", claims("+8801700000001"));
        assertThat(api.get(path, genuine).status()).isEqualTo(404);
        var parts = genuine.split("\\.", -1);
        assertThat(api.get(path, "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + parts[1] + ".")
                        .status())
                .isEqualTo(401);
        assertThat(api.get(path, parts[0] + "." + parts[1] + ".").status()).isEqualTo(401);
    }

    @Test
    void theSecretIsNotPublished() {
        assertThat(api.get("/.well-known/jwks.json").body()).isEqualTo("{\"keys\":[]}");
    }

    private int status(
            String path,
            String phone,
            JWSAlgorithm algorithm,
            String type,
            UnaryOperator<JWTClaimsSet.Builder> change) {
        try {
            var token = signed(secrets.current().tokenKey(), algorithm, type, change.apply(claims(phone)));
            return api.get(path, token).status();
        } catch (JOSEException defect) {
            throw new IllegalStateException(defect);
        }
    }

    private JWTClaimsSet.Builder claims(String phone) {
        return new JWTClaimsSet.Builder()
                .subject("tel:" + phone)
                .claim("phone", phone)
                .issuer("ordergate")
                .audience("ordergate-api")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(1))));
    }

    private String signed(byte[] secret, JWSAlgorithm algorithm, String type, JWTClaimsSet.Builder claims)
            throws JOSEException {
        var header = new JWSHeader.Builder(algorithm)
                .type(new JOSEObjectType(type))
                .keyID(secrets.current().id())
                .build();
        var token = new SignedJWT(header, claims.build());
        var padded = java.util.Arrays.copyOf(secret, Math.max(secret.length, 48));
        token.sign(new MACSigner(algorithm.equals(JWSAlgorithm.HS256) ? secret : padded));
        return token.serialize();
    }
}
