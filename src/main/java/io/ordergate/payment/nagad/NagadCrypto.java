package io.ordergate.payment.nagad;

import io.ordergate.support.secret.Ids;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;

/**
 * Encrypts for Nagad and signs for the merchant, both over the same plain text. RSA takes long, and the random numbers of the JDK
 * may block, so that callers need a thread that may wait.
 */
final class NagadCrypto {

    /** An encrypted and signed text. */
    record SealedMessage(String sensitiveData, String signature) {}

    private static final String CIPHER = "RSA/ECB/PKCS1Padding";
    private static final int CHALLENGE_BYTES = 20;

    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final String signing;
    private final SecureRandom random = Ids.random();

    private NagadCrypto(PrivateKey privateKey, PublicKey publicKey, String signing) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.signing = signing;
    }

    static NagadCrypto of(NagadSettings settings) {
        try {
            Signature.getInstance(settings.signature());
            var keys = KeyFactory.getInstance("RSA");
            return new NagadCrypto(
                    keys.generatePrivate(
                            new PKCS8EncodedKeySpec(bytes(settings.privateKey().value()))),
                    keys.generatePublic(new X509EncodedKeySpec(bytes(settings.publicKey()))),
                    settings.signature());
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new IllegalStateException(
                    "NAGAD_MERCHANT_PRIVATE_KEY (RSA, PKCS#8), NAGAD_PG_PUBLIC_KEY or NAGAD_SIGNATURE is not understood");
        }
    }

    SealedMessage seal(String plain) throws GeneralSecurityException {
        var bytes = plain.getBytes(StandardCharsets.UTF_8);
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(Cipher.ENCRYPT_MODE, publicKey, random);
        var signature = Signature.getInstance(signing);
        signature.initSign(privateKey, random);
        signature.update(bytes);
        var base64 = Base64.getEncoder();
        return new SealedMessage(base64.encodeToString(cipher.doFinal(bytes)), base64.encodeToString(signature.sign()));
    }

    /** The plain text. Errors: {@link GeneralSecurityException} when the text is not for this merchant, or not from Nagad. */
    String open(SealedMessage secret) throws GeneralSecurityException {
        try {
            var base64 = Base64.getDecoder();
            var cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, privateKey);
            var plain = cipher.doFinal(base64.decode(secret.sensitiveData()));
            var signature = Signature.getInstance(signing);
            signature.initVerify(publicKey);
            signature.update(plain);
            if (!signature.verify(base64.decode(secret.signature()))) {
                throw new GeneralSecurityException("not signed by Nagad");
            }
            return new String(plain, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw new GeneralSecurityException("not base64", notBase64);
        }
    }

    String challenge() {
        var bytes = new byte[CHALLENGE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String key) {
        return Base64.getMimeDecoder()
                .decode(key.replaceAll("-----[A-Z ]+-----", "").replace("\\n", ""));
    }
}
