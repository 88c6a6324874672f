package io.ordergate.identity.token;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads private keys in PKCS#8 (RFC 5958), which the JDK understands, and computes the public halves, which such a file may lack. */
final class PrivateKeyPem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String BEGIN = "-----BEGIN ";
    private static final String PKCS_8 = "PRIVATE KEY";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC");
    private static final String CONVERSION =
            "convert it to PKCS#8 with `openssl pkcs8 -topk8 -nocrypt -in key.pem -out key-pkcs8.pem`";

    /** An error that says why the text cannot be used and what to do, without any part of the text. */
    static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unusable(String reason) {
            super(reason, null, false, false);
        }
    }

    private PrivateKeyPem() {}

    /**
     * The key pairs of all blocks; line ends may be written as {@code \\n}, for a setting on one line.
     *
     * @throws Unusable for keys in another form than PKCS#8
     */
    static List<JWK> parse(String text) throws ParseException {
        var plain = text.replace("\\n", "\n");
        var keys = new ArrayList<JWK>();
        var blocks = BLOCK.matcher(plain);
        var count = 0;
        while (blocks.find()) {
            count++;
            var key = key(blocks.group(1), blocks.group(2));
            if (key != null) {
                keys.add(keyPair(key));
            }
        }
        if (plain.split(BEGIN, -1).length - 1 > count) {
            throw new ParseException("a block that does not end", 0);
        }
        return keys;
    }

    /** The private key of a block; null for blocks without one: parameters of a curve, certificates. */
    private static @Nullable PrivateKey key(String type, String body) throws ParseException {
        if (type.equals(PKCS_8)) {
            return pkcs8(body);
        }
        if (type.equals("ENCRYPTED PRIVATE KEY") || body.contains("ENCRYPTED")) {
            throw new Unusable("is an encrypted key, which nobody can unlock here: " + CONVERSION);
        }
        if (type.equals("RSA PRIVATE KEY") || type.equals("EC PRIVATE KEY")) {
            throw new Unusable(
                    "is in the form of " + (type.startsWith("RSA") ? "PKCS#1" : "SEC 1") + ": " + CONVERSION);
        }
        if (type.endsWith(PKCS_8)) {
            throw new Unusable("is in a form of its own (" + type + "): " + CONVERSION);
        }
        return null;
    }

    private static PrivateKey pkcs8(String body) throws ParseException {
        var bytes = bytes(body);
        for (var algorithm : ALGORITHMS) {
            var key = generated(algorithm, bytes);
            if (key != null) {
                return key;
            }
        }
        throw new ParseException("neither an RSA nor an EC key", 0);
    }

    /** The key of this algorithm; null when the key is for another algorithm. */
    private static @Nullable PrivateKey generated(String algorithm, byte[] bytes) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (InvalidKeySpecException otherAlgorithm) {
            return null;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }

    private static byte[] bytes(String body) throws ParseException {
        try {
            return Base64.getMimeDecoder().decode(body.strip());
        } catch (IllegalArgumentException garbage) {
            throw new ParseException("not Base64", 0);
        }
    }

    private static JWK keyPair(PrivateKey key) throws ParseException {
        if (key instanceof RSAPrivateCrtKey rsa) {
            return new RSAKey.Builder(Base64URL.encode(rsa.getModulus()), Base64URL.encode(rsa.getPublicExponent()))
                    .privateKey(key)
                    .build();
        }
        if (key instanceof ECPrivateKey ec) {
            return keyPair(ec);
        }
        throw new ParseException("neither an RSA nor an EC key", 0);
    }

    private static JWK keyPair(ECPrivateKey key) throws ParseException {
        var curve = Curve.forECParameterSpec(key.getParams());
        if (curve == null) {
            throw new ParseException("not a named curve", 0);
        }
        var point = new CurvePoints(key.getParams()).publicPoint(key.getS());
        var bits = key.getParams().getCurve().getField().getFieldSize();
        return new ECKey.Builder(
                        curve,
                        ECKey.encodeCoordinate(bits, point.getAffineX()),
                        ECKey.encodeCoordinate(bits, point.getAffineY()))
                .privateKey(key)
                .build();
    }
}
