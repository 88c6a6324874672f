package io.ordergate.verification;

import io.ordergate.support.secret.SecretUse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** One-time codes, derived from the challenge and a secret that the database does not hold. */
final class Codes {

    private Codes() {}

    /**
     * The code of a challenge: dynamic truncation of an HMAC as in RFC 4226 section 5.3, with a window of eight bytes
     * instead of four, since 31 bits are too few for eight and more digits to be equally likely.
     */
    static String code(SessionToken token, int digits) {
        var mac = token.key().hmac(SecretUse.CODES, SessionToken.idBytes(token.challengeId()));
        var offset = mac[mac.length - 1] & 0x0f;
        var number = ByteBuffer.wrap(mac, offset, Long.BYTES).getLong() & Long.MAX_VALUE;
        var modulus = 1L;
        for (var digit = 0; digit < digits; digit++) {
            modulus *= 10;
        }
        var text = Long.toString(number % modulus);
        return "0".repeat(digits - text.length()) + text;
    }

    /** Whether the guess is the code, in a time that tells nothing about how much of it is right. */
    static boolean matches(SessionToken token, int digits, String guess) {
        return matches(code(token, digits), guess);
    }

    static boolean matches(String code, String guess) {
        var expected = code.getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, guess.getBytes(StandardCharsets.UTF_8));
    }
}
