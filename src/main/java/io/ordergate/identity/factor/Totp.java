package io.ordergate.identity.factor;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import io.ordergate.support.secret.Ids;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.stream.LongStream;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/** Codes that apps show (RFC 6238), in the form that every app knows: SHA-1, 6 digits, a step of 30 seconds. */
@Component
class Totp {

    /** The step of a code that is not right. */
    static final long WRONG = -1;

    private static final int SECRET_BYTES = 20;
    private static final int STEP_SECONDS = 30;

    /** Clocks of phones go wrong, and people type slowly: the step before and the step after are accepted, too. */
    private static final int WINDOW = 1;

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final HmacOneTimePasswordGenerator codes = new HmacOneTimePasswordGenerator(6);
    private final SecureRandom random = Ids.random();
    private final Clock clock;

    Totp(Clock clock) {
        this.clock = clock;
        step(newSecret(), "000000"); // loads the classes of the JDK at the start, not on an event loop
    }

    /** A secret of 160 bits, as RFC 4226 recommends. */
    byte[] newSecret() {
        var secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    /** The step that this code belongs to, the newest that fits; {@link #WRONG} for a code of no step in the window. */
    long step(byte[] secret, String code) {
        var now = clock.instant().getEpochSecond() / STEP_SECONDS;
        var typed = code.getBytes(StandardCharsets.UTF_8);
        return LongStream.rangeClosed(now - WINDOW, now + WINDOW)
                .filter(step -> MessageDigest.isEqual(typed, code(secret, step).getBytes(StandardCharsets.US_ASCII)))
                .max()
                .orElse(WRONG);
    }

    /** A secret as people type it into an app: base32 (RFC 4648), 32 characters. */
    static String base32(byte[] secret) {
        var digits = new BigInteger(1, secret).toString(32);
        var text = new StringBuilder();
        ("0".repeat(secret.length * 8 / 5 - digits.length()) + digits)
                .chars()
                .forEach(digit -> text.append(BASE32.charAt(Character.digit(digit, 32))));
        return text.toString();
    }

    private String code(byte[] secret, long step) {
        try {
            return codes.generateOneTimePasswordString(new SecretKeySpec(secret, "RAW"), step);
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException("every secret is a key of HMAC", impossible);
        }
    }
}
