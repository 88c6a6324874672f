package io.ordergate.identity.password;

import io.ordergate.support.secret.Digests;
import java.text.Normalizer;
import java.util.Base64;
import org.springframework.security.crypto.password.AbstractValidatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Hashes a digest of the whole password, since bcrypt reads 72 bytes only. */
final class DigestedBCrypt extends AbstractValidatingPasswordEncoder {

    /** Distinguishes the digest from plain SHA-256 ones, which may have leaked elsewhere and could be tried as passwords. */
    private static final String PURPOSE = "ordergate-password";

    private final PasswordEncoder bcrypt;

    DigestedBCrypt(PasswordEncoder bcrypt) {
        this.bcrypt = bcrypt;
    }

    @Override
    protected String encodeNonNullPassword(String password) {
        var hash = bcrypt.encode(digest(password));
        if (hash == null) {
            throw new IllegalStateException("bcrypt gave no hash");
        }
        return hash;
    }

    @Override
    protected boolean matchesNonNull(String password, String hash) {
        return bcrypt.matches(digest(password), hash);
    }

    /**
     * The digest of a password in normal form: keyboards write accented letters in different ways (RFC 8265 section
     * 4.2.2).
     */
    private static String digest(String password) {
        var text = Normalizer.normalize(password, Normalizer.Form.NFC);
        return Base64.getEncoder().encodeToString(Digests.sha256(PURPOSE, text));
    }
}
