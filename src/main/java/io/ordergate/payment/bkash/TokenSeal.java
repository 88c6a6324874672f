package io.ordergate.payment.bkash;

import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Encrypts tokens that nodes share through the database: AES-GCM, with a key derived from SECRET_KEY. */
@Component
class TokenSeal {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeys keys;
    private final SecureRandom random = Ids.random();

    TokenSeal(SecretKeys keys) {
        this.keys = keys;
        opened(keys.current().id(), seal("-")); // loads the classes of the JDK at the start, not on an event loop
    }

    /** The id of the key that encrypts now. */
    String keyId() {
        return keys.current().id();
    }

    byte[] seal(String text) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, keys.current(), nonce);
            var hidden = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(NONCE + hidden.length)
                    .put(nonce)
                    .put(hidden)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + CIPHER, impossible);
        }
    }

    /** The text; null when its key is not accepted any more, or the bytes were changed. */
    @Nullable
    String opened(String keyId, byte[] bytes) {
        var key = keys.byId(keyId);
        if (key == null || bytes.length < NONCE) {
            return null;
        }
        try {
            var all = ByteBuffer.wrap(bytes);
            var nonce = new byte[NONCE];
            all.get(nonce);
            var cipher = cipher(Cipher.DECRYPT_MODE, key, nonce);
            return new String(cipher.doFinal(bytes, NONCE, all.remaining()), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException altered) {
            return null;
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(
                mode,
                new SecretKeySpec(key.hmac(SecretUse.PAYMENT_TOKENS), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
