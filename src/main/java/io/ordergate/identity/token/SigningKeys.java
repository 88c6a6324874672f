package io.ordergate.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import java.security.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The key that signs access tokens and the ones that verify them: the server's secrets (HS256), or private keys
 * (ES256, RS256) whose public halves anyone may fetch. Once a private key signs, no secret verifies.
 */
@Component
public class SigningKeys {

    private static final String CURRENT = "TOKEN_PRIVATE_KEY";
    private static final String PREVIOUS = "TOKEN_PRIVATE_KEYS_PREVIOUS";

    private final JWK signing;
    private final JWSSigner signer;
    private final JWKSet published;
    private final Map<String, VerifyingKey> verifying = new HashMap<>();

    public SigningKeys(TokenSettings settings, SecretKeys secrets) {
        var keys = new ArrayList<>(current(settings, secrets));
        keys.addAll(
                new PrivateKeys(PREVIOUS).read(settings.previousPrivateKeys().value()));
        signing = keys.get(0);
        published = new JWKSet(keys).toPublicJWKSet();
        try {
            signer = new DefaultJWSSignerFactory().createJWSSigner(signing, algorithm());
            for (var key : keys) {
                add(key);
            }
        } catch (JOSEException unusable) {
            throw new IllegalStateException(CURRENT + " or " + PREVIOUS + " is not usable", unusable);
        }
    }

    JWSAlgorithm algorithm() {
        return algorithmOf(signing);
    }

    String keyId() {
        return signing.getKeyID();
    }

    JWSSigner signer() {
        return signer;
    }

    /**
     * The keys that may verify a token: those with the id that the token names, for the algorithm that the token is
     * signed with.
     */
    public List<Key> verifying(JWSHeader header) {
        var named = header.getKeyID() == null ? null : verifying.get(header.getKeyID());
        return named != null && named.algorithm().equals(header.getAlgorithm()) ? List.of(named.key()) : List.of();
    }

    /** The public keys, the key that signs first; empty while tokens are signed with the secret. */
    public JWKSet published() {
        return published;
    }

    /** The key that signs, followed by its predecessors. */
    private static List<JWK> current(TokenSettings settings, SecretKeys secrets) {
        var keys = new PrivateKeys(CURRENT).read(settings.privateKey().value());
        if (keys.size() > 1) {
            throw new IllegalStateException(CURRENT + " holds more than one key: move the others to " + PREVIOUS);
        }
        return keys.isEmpty()
                ? secrets.all().stream().map(SigningKeys::secretKey).toList()
                : keys;
    }

    private static JWK secretKey(SecretKey secret) {
        return new OctetSequenceKey.Builder(secret.tokenKey())
                .keyID(secret.id())
                .algorithm(JWSAlgorithm.HS256)
                .build();
    }

    private void add(JWK key) throws JOSEException {
        var usable = key instanceof AsymmetricJWK pair
                ? pair.toPublicKey()
                : key.toOctetSequenceKey().toSecretKey();
        if (verifying.put(key.getKeyID(), new VerifyingKey(algorithmOf(key), usable)) != null) {
            throw new IllegalStateException(CURRENT + " and " + PREVIOUS + " hold two keys with the key id "
                    + key.getKeyID() + ": remove one of them, or give it another id");
        }
    }

    private static JWSAlgorithm algorithmOf(JWK key) {
        return JWSAlgorithm.parse(key.getAlgorithm().getName());
    }

    /** A key, and the one algorithm that the key verifies (RFC 8725 section 3.1). */
    private record VerifyingKey(JWSAlgorithm algorithm, Key key) {}
}
