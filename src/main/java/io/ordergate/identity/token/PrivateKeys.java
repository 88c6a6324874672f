package io.ordergate.identity.token;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/** Reads the private keys of one setting; each key gets a key id and the one algorithm that the key is for. */
final class PrivateKeys {

    private static final int LEAST_RSA_BITS = 2048;

    private final String setting;

    /** @param setting the environment variable that a refusal names */
    PrivateKeys(String setting) {
        this.setting = setting;
    }

    /** The keys of PEM blocks, of a JWK or of a JWK set; none without a text. */
    List<JWK> read(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        try {
            var keys = new ArrayList<JWK>();
            for (var key : parse(text.strip())) {
                keys.add(usable(key));
            }
            if (keys.isEmpty()) {
                throw refusal("holds no private key");
            }
            return keys;
        } catch (PrivateKeyPem.Unusable otherForm) {
            throw refusal(String.valueOf(otherForm.getMessage()));
        } catch (JOSEException | ParseException unusable) {
            throw new IllegalStateException(
                    setting + " is not a usable private key: write one in PKCS#8 PEM or a JWK", unusable);
        }
    }

    private static List<JWK> parse(String text) throws ParseException {
        if (!text.startsWith("{")) {
            return PrivateKeyPem.parse(text);
        }
        var isSet = JSONObjectUtils.parse(text).containsKey("keys");
        return isSet ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
    }

    private JWK usable(JWK key) throws JOSEException {
        if (!key.isPrivate()) {
            throw refusal("holds no private key");
        }
        if (key instanceof ECKey ec) {
            return ecKey(ec);
        }
        if (key instanceof RSAKey rsa) {
            return rsaKey(rsa);
        }
        throw refusal("needs an EC or an RSA key");
    }

    private JWK ecKey(ECKey key) throws JOSEException {
        if (!Curve.P_256.equals(key.getCurve())) {
            throw refusal("needs the curve P-256, for ES256");
        }
        mustAgree(key, JWSAlgorithm.ES256);
        return new ECKey.Builder(key)
                .keyID(idOf(key))
                .algorithm(JWSAlgorithm.ES256)
                .build();
    }

    private JWK rsaKey(RSAKey key) throws JOSEException {
        if (key.size() < LEAST_RSA_BITS) {
            throw refusal("needs at least 2048 bits, for RS256");
        }
        mustAgree(key, JWSAlgorithm.RS256);
        return new RSAKey.Builder(key)
                .keyID(idOf(key))
                .algorithm(JWSAlgorithm.RS256)
                .build();
    }

    /** Refuses a key that was made for another algorithm (RFC 8725 section 3.1). */
    private void mustAgree(JWK key, Algorithm ours) {
        if (key.getAlgorithm() != null && !key.getAlgorithm().equals(ours)) {
            throw refusal("has a key for " + key.getAlgorithm() + " where it would be used for " + ours);
        }
    }

    private static String idOf(JWK key) throws JOSEException {
        return key.getKeyID() == null ? key.computeThumbprint().toString() : key.getKeyID();
    }

    private IllegalStateException refusal(String reason) {
        return new IllegalStateException(setting + " " + reason);
    }
}
