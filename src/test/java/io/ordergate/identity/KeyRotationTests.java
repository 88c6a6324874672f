package io.ordergate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.ordergate.identity.federation.Issuers;
import io.ordergate.identity.token.AccessTokens;
import io.ordergate.identity.token.SigningKeys;
import io.ordergate.identity.token.TokenSettings;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.Secrets;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;

class KeyRotationTests {

    private static final String PHONE = "+8801700000001";

    private final SecretKeys secrets = Secrets.of("a secret of the tests that has 32 bytes and some");
    private final RSAKey old = new RSAKeyGenerator(2048).keyID("old").generate();
    private final ECKey current =
            new ECKeyGenerator(Curve.P_256).keyID("current").generate();

    KeyRotationTests() throws JOSEException {}

    @Test
    void aTokenOfAPreviousKeyIsHonouredWhileTheKeyIsListedAndNoLonger() {
        var token = token(keys(old.toJSONString(), null));
        assertThat(isHonoured(keys(current.toJSONString(), old.toJSONString()), token))
                .isTrue();
        assertThat(isHonoured(keys(current.toJSONString(), null), token)).isFalse();
    }

    @Test
    void onlyTheCurrentKeySigns() throws ParseException {
        var keys = keys(current.toJSONString(), old.toJSONString());
        var header = SignedJWT.parse(token(keys)).getHeader();
        assertThat(header.getKeyID()).isEqualTo("current");
        assertThat(header.getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(isHonoured(keys, token(keys))).isTrue();
    }

    @Test
    void thePublicHalvesOfAllArePublished() {
        var published = keys(current.toJSONString(), old.toJSONString()).published();
        assertThat(published.getKeys()).extracting(JWK::getKeyID).containsExactly("current", "old");
        assertThat(published.getKeys())
                .extracting(key -> key.getAlgorithm().getName())
                .containsExactly("ES256", "RS256");
        assertThat(published.getKeys()).noneMatch(JWK::isPrivate);
        assertThat(published.toString(false)).doesNotContain("\"d\"", "\"p\"", "\"q\"");
    }

    @Test
    void previousKeysComeAsBlocksOrAsASet() throws JOSEException {
        var other = new ECKeyGenerator(Curve.P_256).generate();
        var blocks = pem("PRIVATE KEY", old.toPrivateKey()) + pem("PRIVATE KEY", other.toPrivateKey());
        for (var text : List.of(blocks, blocks.replace("\n", "\\n"), new JWKSet(List.of(old, other)).toString(false))) {
            var keys = keys(current.toJSONString(), text);
            assertThat(keys.published().getKeys()).hasSize(3);
            assertThat(isHonoured(keys, token(keys(other.toJSONString(), null))))
                    .isTrue();
        }
    }

    @Test
    void previousKeysOutliveTheReturnToTheSecret() {
        var keys = keys(null, old.toJSONString());
        assertThat(isHonoured(keys, token(keys(old.toJSONString(), null)))).isTrue();
        assertThat(isHonoured(keys, token(keys))).isTrue();
        assertThat(keys.published().getKeys()).extracting(JWK::getKeyID).containsExactly("old");
    }

    @Test
    void theSecretNoLongerVerifiesOnceAPrivateKeySigns() {
        assertThat(isHonoured(keys(current.toJSONString(), old.toJSONString()), token(keys(null, null))))
                .isFalse();
    }

    @Test
    void whatEverybodyKnowsIsNoSecret() throws JOSEException, ParseException {
        var keys = keys(current.toJSONString(), old.toJSONString());
        for (var key : List.of(old.toPublicKey(), current.toPublicKey())) {
            var kid = key.equals(current.toPublicKey()) ? "current" : "old";
            var texts = List.of(
                    key.getEncoded(),
                    pem("PUBLIC KEY", key).getBytes(StandardCharsets.UTF_8),
                    keys.published().getKeyByKeyId(kid).toJSONString().getBytes(StandardCharsets.UTF_8));
            for (var text : texts) {
                assertThat(isHonoured(keys, signed(JWSAlgorithm.HS256, kid, new MACSigner(text))))
                        .isFalse();
            }
        }
    }

    @Test
    void aKeyCountsOnlyUnderItsOwnNameAndInItsOwnWay() throws JOSEException, ParseException {
        var keys = keys(current.toJSONString(), old.toJSONString());
        var rsa = new RSASSASigner(old);
        var ec = new ECDSASigner(current);
        assertThat(isHonoured(keys, signed(JWSAlgorithm.RS256, "old", rsa))).isTrue();
        assertThat(isHonoured(keys, signed(JWSAlgorithm.ES256, "current", ec))).isTrue();
        assertThat(isHonoured(keys, signed(JWSAlgorithm.RS256, "current", rsa))).isFalse();
        assertThat(isHonoured(keys, signed(JWSAlgorithm.ES256, "old", ec))).isFalse();
        assertThat(isHonoured(keys, signed(JWSAlgorithm.RS256, "nobody", rsa))).isFalse();
        assertThat(isHonoured(keys, signed(JWSAlgorithm.RS256, null, rsa))).isFalse();
        assertThat(isHonoured(keys, signed(JWSAlgorithm.RS384, "old", rsa))).isFalse();
        assertThat(isHonoured(keys, signed(JWSAlgorithm.PS256, "old", rsa))).isFalse();
    }

    @Test
    void twoKeysOfOneNameStopTheStart() throws JOSEException {
        var namesake = new ECKeyGenerator(Curve.P_256).keyID("current").generate();
        for (var previous : List.of(
                namesake.toJSONString(), current.toJSONString(), new JWKSet(List.of(old, old)).toString(false))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> keys(current.toJSONString(), previous))
                    .withMessageContaining("TOKEN_PRIVATE_KEYS_PREVIOUS")
                    .withMessageContaining("key id");
        }
    }

    @Test
    void anUnfitPreviousKeyStopsTheStartWithoutBeingRepeated() throws JOSEException {
        var secret = old.getPrivateExponent().toString();
        var json = old.toJSONString();
        var unfit = List.of(
                old.toPublicJWK().toJSONString(),
                new JWKSet(List.of(old, current.toPublicJWK())).toString(false),
                new OctetSequenceKey.Builder(new byte[32]).build().toJSONString(),
                new ECKeyGenerator(Curve.P_521).generate().toJSONString(),
                json.substring(0, json.length() - 2),
                json.replace("\"RSA\"", "RSA"),
                pem("ENCRYPTED PRIVATE KEY", old.toPrivateKey()) + pem("PRIVATE KEY", current.toPrivateKey()),
                pem("PRIVATE KEY", old.toPrivateKey()).replace("-----END", "-----"),
                "nonsense");
        for (var text : unfit) {
            var refusal = catchThrowable(() -> keys(current.toJSONString(), text));
            assertThat(refusal)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("TOKEN_PRIVATE_KEYS_PREVIOUS");
            for (var cause = refusal; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain(secret.substring(0, 20));
            }
        }
    }

    private SigningKeys keys(@Nullable String privateKey, @Nullable String previous) {
        return new SigningKeys(settings(privateKey, previous), secrets);
    }

    private static TokenSettings settings(@Nullable String privateKey, @Nullable String previous) {
        return new TokenSettings(
                Duration.ofMinutes(15),
                Duration.ofDays(30),
                Duration.ofDays(180),
                "ordergate",
                "ordergate-api",
                text(privateKey),
                text(previous));
    }

    private static String token(SigningKeys keys) {
        return new AccessTokens(keys, settings(null, null), Clock.systemUTC(), Secrets.ids(Clock.systemUTC()))
                .forPhone(PHONE)
                .value()
                .value();
    }

    /** The claims of a good token, signed as somebody else might. */
    private String signed(JWSAlgorithm algorithm, @Nullable String kid, JWSSigner signer)
            throws JOSEException, ParseException {
        var claims = SignedJWT.parse(token(keys(null, null))).getJWTClaimsSet();
        var header = new JWSHeader.Builder(algorithm)
                .type(AccessTokens.TYPE)
                .keyID(kid)
                .build();
        var token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static boolean isHonoured(SigningKeys keys, String token) {
        try {
            var decoder = Issuers.oursAlone(keys, settings(null, null));
            return decoder.decode(token).block().getSubject().equals("tel:" + PHONE);
        } catch (BadJwtException refused) {
            return false;
        }
    }

    private static String pem(String type, Key key) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END " + type + "-----\n";
    }

    private static Sensitive text(@Nullable String key) {
        return key == null ? Sensitive.NONE : Sensitive.of(key);
    }
}
