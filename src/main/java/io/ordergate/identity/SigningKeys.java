package io.ordergate.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.ordergate.support.SecretKeys;
import io.ordergate.support.SecretKeys.SecretKey;
import java.text.ParseException;
import org.springframework.stereotype.Component;

/**
 * The key that signs access tokens and the ones that verify them: the server's secret (HS256), or a private key
 * (ES256, RS256) whose public half anyone may fetch.
 */
@Component
class SigningKeys {

    private static final int LEAST_RSA_BITS = 2048;

    private final JWK signing;
    private final JWSAlgorithm algorithm;
    private final JWKSet verifying;
    private final JWSSigner signer;

    SigningKeys(TokenSettings settings, SecretKeys secrets) {
        var privateKey = settings.privateKey();
        try {
            signing = privateKey == null || privateKey.isBlank()
                    ? secretKey(secrets.current())
                    : privateKey(privateKey.strip());
            algorithm = algorithmOf(signing);
            verifying = signing instanceof OctetSequenceKey
                    ? new JWKSet(
                            secrets.all().stream().map(SigningKeys::secretKey).toList())
                    : new JWKSet(signing);
            signer = new DefaultJWSSignerFactory().createJWSSigner(signing, algorithm);
        } catch (JOSEException | ParseException unusable) {
            throw new IllegalStateException("TOKEN_PRIVATE_KEY is not a usable PEM or JWK private key", unusable);
        }
    }

    JWSAlgorithm algorithm() {
        return algorithm;
    }

    String keyId() {
        return signing.getKeyID();
    }

    JWSSigner signer() {
        return signer;
    }

    /** Every key whose tokens are honoured, secret ones included. */
    JWKSet verifying() {
        return verifying;
    }

    /** What the world may know: empty while tokens are signed with the secret. */
    JWKSet published() {
        return verifying.toPublicJWKSet();
    }

    private static JWK secretKey(SecretKey secret) {
        return new OctetSequenceKey.Builder(secret.bytes())
                .keyID(secret.id())
                .algorithm(JWSAlgorithm.HS256)
                .build();
    }

    private static JWK privateKey(String text) throws JOSEException, ParseException {
        var key = text.startsWith("{") ? JWK.parse(text) : PrivateKeyPem.parse(text);
        if (!key.isPrivate()) {
            throw new IllegalStateException("TOKEN_PRIVATE_KEY holds no private key");
        }
        var id = key.getKeyID() == null ? key.computeThumbprint().toString() : key.getKeyID();
        return key instanceof ECKey ec ? ecKey(ec, id) : rsaKey(key.toRSAKey(), id);
    }

    private static JWK ecKey(ECKey key, String id) {
        if (!Curve.P_256.equals(key.getCurve())) {
            throw new IllegalStateException("TOKEN_PRIVATE_KEY needs the curve P-256, for ES256");
        }
        return new ECKey.Builder(key).keyID(id).algorithm(JWSAlgorithm.ES256).build();
    }

    private static JWK rsaKey(RSAKey key, String id) {
        if (key.size() < LEAST_RSA_BITS) {
            throw new IllegalStateException("TOKEN_PRIVATE_KEY needs at least 2048 bits, for RS256");
        }
        return new RSAKey.Builder(key).keyID(id).algorithm(JWSAlgorithm.RS256).build();
    }

    private static JWSAlgorithm algorithmOf(JWK key) {
        return JWSAlgorithm.parse(key.getAlgorithm().getName());
    }
}
