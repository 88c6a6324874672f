package io.ordergate.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.ordergate.identity.federation.Issuers;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.Secrets;
import io.ordergate.support.secret.Sensitive;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SigningKeysTests {

    private final SecretKeys secrets = Secrets.of("a secret of the tests that has 32 bytes and some");

    @Test
    void withoutAPrivateKeyTheSecretSignsAndNothingIsPublished() {
        assertRoundTrip(null, JWSAlgorithm.HS256, 0);
    }

    @Test
    void anEcKeySignsWithEs256AndIsPublished() throws JOSEException {
        var key = new ECKeyGenerator(Curve.P_256).generate();
        assertRoundTrip(key.toJSONString(), JWSAlgorithm.ES256, 1);
        assertRoundTrip(pem(key.toPrivateKey()), JWSAlgorithm.ES256, 1);
    }

    @Test
    void anRsaKeySignsWithRs256AndIsPublished() throws JOSEException {
        var key = new RSAKeyGenerator(2048).keyID("mine").generate();
        var keys = assertRoundTrip(key.toJSONString(), JWSAlgorithm.RS256, 1);
        assertThat(keys.keyId()).isEqualTo("mine");
        assertRoundTrip(pem(key.toPrivateKey()).replace("\n", "\\n"), JWSAlgorithm.RS256, 1);
    }

    @Test
    void aKeyThatCannotSignSafelyStopsTheStart() throws JOSEException {
        var unfit = List.of(
                new ECKeyGenerator(Curve.P_384).generate().toJSONString(),
                new RSAKeyGenerator(1024, true).generate().toJSONString(),
                new ECKeyGenerator(Curve.P_256).generate().toPublicJWK().toJSONString(),
                new ECKeyGenerator(Curve.P_256)
                        .algorithm(JWSAlgorithm.ES384)
                        .generate()
                        .toJSONString(),
                pem(new ECKeyGenerator(Curve.P_256).generate().toPrivateKey())
                        + pem(new ECKeyGenerator(Curve.P_256).generate().toPrivateKey()),
                "nonsense",
                "{}",
                "{\"keys\":[]}");
        for (var text : unfit) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new SigningKeys(settings(text), secrets))
                    .withMessageStartingWith("TOKEN_PRIVATE_KEY");
        }
    }

    @Test
    void aFormThatTheJdkDoesNotReadIsRefusedWithTheCommandThatConvertsIt() throws JOSEException {
        var rsa = new RSAKeyGenerator(2048).generate().toPrivateKey();
        for (var type : List.of("RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY")) {
            var other = pem(rsa).replace("PRIVATE KEY", type);
            assertThatIllegalStateException()
                    .isThrownBy(() -> new SigningKeys(settings(other), secrets))
                    .withMessageStartingWith("TOKEN_PRIVATE_KEY is ")
                    .withMessageContaining("openssl pkcs8 -topk8 -nocrypt -in key.pem -out key-pkcs8.pem");
        }
    }

    @Test
    void parametersAndCertificatesBesideAKeyArePassedOver() throws JOSEException {
        var key = new ECKeyGenerator(Curve.P_256).generate().toPrivateKey();
        var text = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                + pem(key).replace("\n", "\\n")
                + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assertRoundTrip(text, JWSAlgorithm.ES256, 1);
    }

    @Test
    void thePublicHalfIsComputed() throws JOSEException {
        for (var round = 0; round < 20; round++) {
            var pair = new ECKeyGenerator(Curve.P_256).generate();
            var published = new SigningKeys(settings(pem(pair.toPrivateKey())), secrets).published();
            assertThat(published.getKeys().get(0).toECKey().getX()).isEqualTo(pair.getX());
            assertThat(published.getKeys().get(0).toECKey().getY()).isEqualTo(pair.getY());
        }
        var rsa = new RSAKeyGenerator(2048).generate();
        var published = new SigningKeys(settings(pem(rsa.toPrivateKey())), secrets).published();
        assertThat(published.getKeys().get(0).toRSAKey().getModulus()).isEqualTo(rsa.getModulus());
    }

    @Test
    void aTokenOfThePreviousSecretIsStillHonoured() {
        var before = Secrets.of("the secret before, which also has 32 bytes");
        var after = Secrets.of(
                "a secret of the tests that has 32 bytes and some", "the secret before, which also has 32 bytes");
        var old = tokens(new SigningKeys(settings(null), before)).forPhone("+8801700000001");
        assertThat(subject(new SigningKeys(settings(null), after), old)).isEqualTo("tel:+8801700000001");
    }

    @Test
    void aTokenThatIsMadeNowTellsItsWholeLifeHoweverLateInTheSecond() {
        var keys = new SigningKeys(settings(null), secrets);
        var reads = new AtomicInteger();
        InstantSource lateAndSlow = () -> Instant.EPOCH.plusMillis(999).plusSeconds(reads.getAndIncrement());
        var clock = lateAndSlow.withZone(ZoneOffset.UTC);
        var tokens = new AccessTokens(keys, settings(null), clock, Secrets.ids(Clock.systemUTC()));
        assertThat(tokens.forPhone("+8801700000001").expiresIn()).isEqualTo(Duration.ofMinutes(15));
        var earlier = tokens.forPhone("+8801700000001", UUID.randomUUID(), Instant.EPOCH.minusSeconds(60));
        assertThat(earlier.expiresIn()).isEqualTo(Duration.ofMinutes(14).minusSeconds(1));
    }

    private SigningKeys assertRoundTrip(@Nullable String privateKey, JWSAlgorithm algorithm, int published) {
        var keys = new SigningKeys(settings(privateKey), secrets);
        var token = tokens(keys).forPhone("+8801700000001");
        assertThat(keys.algorithm()).isEqualTo(algorithm);
        assertThat(keys.published().getKeys()).hasSize(published).noneMatch(JWK::isPrivate);
        assertThat(subject(keys, token)).isEqualTo("tel:+8801700000001");
        return keys;
    }

    private static String subject(SigningKeys keys, AccessToken token) {
        return Issuers.oursAlone(keys, settings(null))
                .decode(token.value().value())
                .block()
                .getSubject();
    }

    private static AccessTokens tokens(SigningKeys keys) {
        return new AccessTokens(keys, settings(null), Clock.systemUTC(), Secrets.ids(Clock.systemUTC()));
    }

    private static TokenSettings settings(@Nullable String privateKey) {
        return new TokenSettings(
                Duration.ofMinutes(15),
                Duration.ofDays(30),
                Duration.ofDays(180),
                "ordergate",
                "ordergate-api",
                text(privateKey),
                Sensitive.NONE);
    }

    private static String pem(PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static Sensitive text(@Nullable String key) {
        return key == null ? Sensitive.NONE : Sensitive.of(key);
    }
}
