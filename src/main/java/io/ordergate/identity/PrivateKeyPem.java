package io.ordergate.identity;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Reads private keys as OpenSSL writes them and computes the public halves, which such a file may lack. */
final class PrivateKeyPem {

    private PrivateKeyPem() {}

    /** The key pairs of PKCS#8, PKCS#1 or SEC 1 text; its line ends may be written as {@code \\n}, for a setting on one line. */
    static List<JWK> parse(String text) throws ParseException {
        var keys = new ArrayList<JWK>();
        try (var parser = new PEMParser(new StringReader(text.replace("\\n", "\n")))) {
            for (var block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PEMKeyPair pair) {
                    keys.add(keyPair(new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo())));
                }
                if (block instanceof PrivateKeyInfo info) {
                    keys.add(keyPair(new JcaPEMKeyConverter().getPrivateKey(info)));
                }
                if (block instanceof PEMEncryptedKeyPair || block instanceof PKCS8EncryptedPrivateKeyInfo) {
                    throw new ParseException("an encrypted key, which nobody can unlock here", 0);
                }
            }
        } catch (IOException unreadable) {
            throw new ParseException("not a PEM file", 0);
        }
        return keys;
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
        var point = ECNamedCurveTable.getParameterSpec(curve.getStdName())
                .getG()
                .multiply(key.getS())
                .normalize();
        return new ECKey.Builder(
                        curve,
                        Base64URL.encode(point.getAffineXCoord().getEncoded()),
                        Base64URL.encode(point.getAffineYCoord().getEncoded()))
                .privateKey(key)
                .build();
    }
}
