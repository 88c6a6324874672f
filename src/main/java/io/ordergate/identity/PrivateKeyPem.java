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
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads a private key as OpenSSL writes it and computes the public half, which such a file may lack. */
final class PrivateKeyPem {

    private PrivateKeyPem() {}

    /** The key pair of PKCS#8, PKCS#1 or SEC 1 text; its line ends may be written as {@code \\n}, for a setting on one line. */
    static JWK parse(String text) throws ParseException {
        try (var parser = new PEMParser(new StringReader(text.replace("\\n", "\n")))) {
            for (var block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PEMKeyPair pair) {
                    return keyPair(new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo()));
                }
                if (block instanceof PrivateKeyInfo info) {
                    return keyPair(new JcaPEMKeyConverter().getPrivateKey(info));
                }
            }
        } catch (IOException unreadable) {
            throw new ParseException("not a PEM file", 0);
        }
        throw new ParseException("no private key in the PEM text", 0);
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
