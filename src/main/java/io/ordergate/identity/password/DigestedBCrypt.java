package io.ordergate.identity.password;

import io.ordergate.support.secret.Digests;
import java.text.Normalizer;
import java.util.Base64;
import org.springframework.security.crypto.password.AbstractValidatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Bcrypt reads 72 bytes and no further, so it is given a digest of the whole password. */
final class DigestedBCrypt extends AbstractValidatingPasswordEncoder {

    /** Sets the digest apart from plain SHA-256 ones, which may have leaked elsewhere and could be tried as passwords. */
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

    /** Keyboards differ in how they write an accented letter (RFC 8265 section 4.2.2). */
    private static String digest(String password) {
        var text = Normalizer.normalize(password, Normalizer.Form.NFC);
        return Base64.getEncoder().encodeToString(Digests.sha256(PURPOSE, text));
    }
}
