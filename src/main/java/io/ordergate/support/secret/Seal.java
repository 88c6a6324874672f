package io.ordergate.support.secret;

import io.ordergate.support.secret.SecretKeys.SecretKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Encrypts secrets that are kept in the database: AES-GCM, with a key for each use that comes from SECRET_KEY. */
@Component
public class Seal {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeys keys;
    private final SecureRandom random = Ids.random();

    Seal(SecretKeys keys) {
        this.keys = keys;
        var nothing = new byte[1]; // loads the classes of the JDK at the start, not on an event loop
        open(SecretUse.PAYMENT_TOKENS, keyId(), nothing, seal(SecretUse.PAYMENT_TOKENS, nothing, nothing));
    }

    /** The id of the key that encrypts now. */
    public String keyId() {
        return keys.current().id();
    }

    /**
     * Encrypts with the current key.
     *
     * @param about what the secret belongs to: elsewhere the bytes cannot be opened; empty where there is one such secret
     */
    public byte[] seal(SecretUse use, byte[] about, byte[] secret) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            var hidden = cipher(Cipher.ENCRYPT_MODE, keys.current(), use, nonce, about)
                    .doFinal(secret);
            return ByteBuffer.allocate(NONCE + hidden.length)
                    .put(nonce)
                    .put(hidden)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + CIPHER, impossible);
        }
    }

    /** The secret; null when its key is not honoured any more, or the bytes were changed or belong to something else. */
    public byte @Nullable [] open(SecretUse use, String keyId, byte[] about, byte[] sealed) {
        var key = keys.byId(keyId);
        if (key == null || sealed.length < NONCE) {
            return null;
        }
        try {
            var nonce = java.util.Arrays.copyOf(sealed, NONCE);
            return cipher(Cipher.DECRYPT_MODE, key, use, nonce, about).doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (GeneralSecurityException altered) {
            return null;
        }
    }

    private static Cipher cipher(int mode, SecretKey key, SecretUse use, byte[] nonce, byte[] about)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, new SecretKeySpec(key.hmac(use), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(about);
        return cipher;
    }
}
