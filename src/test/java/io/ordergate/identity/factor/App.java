package io.ordergate.identity.factor;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;

/** An app on somebody's phone that shows codes. */
public class App {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final byte[] secret;

    /** The app of this secret in base32. */
    public App(String base32) {
        var bits = BigInteger.ONE; // keeps zeros at the beginning
        for (var letter : base32.toUpperCase(Locale.ROOT).toCharArray()) {
            bits = bits.shiftLeft(5).or(BigInteger.valueOf(BASE32.indexOf(letter)));
        }
        var bytes = bits.toByteArray();
        secret = new byte[bytes.length - 1];
        System.arraycopy(bytes, 1, secret, 0, secret.length);
    }

    /** The code that the app shows now. */
    public String code() {
        return code(0);
    }

    /** The code that the app shows so many steps later. */
    public String code(int later) {
        try {
            return new HmacOneTimePasswordGenerator(6)
                    .generateOneTimePasswordString(
                            new SecretKeySpec(secret, "RAW"), System.currentTimeMillis() / 30_000 + later);
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
