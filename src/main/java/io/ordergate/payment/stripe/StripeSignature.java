package io.ordergate.payment.stripe;

import io.ordergate.support.secret.KeyedHash;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Stripe's signatures of webhooks: {@code t=TIME,v1=HMAC} with the HMAC-SHA-256 of the time, a point and the bytes of the body.
 * During a change of the secret Stripe sends one {@code v1} for each.
 */
final class StripeSignature {

    private static final Pattern TIME = Pattern.compile("\\d{1,12}");
    private static final int MOST_PARTS = 32;

    private final List<KeyedHash> hashes;
    private final Duration tolerance;

    StripeSignature(List<Sensitive> secrets, Duration tolerance) {
        this.hashes = secrets.stream().map(KeyedHash::under).toList();
        this.tolerance = tolerance;
    }

    /** Whether Stripe has signed this body a short time ago. Never without a secret. */
    boolean matches(byte[] body, String header, Instant now) {
        var parts = header.split(",", MOST_PARTS);
        var time = "";
        for (var part : parts) {
            time = part.strip().startsWith("t=") ? part.strip().substring(2) : time;
        }
        return isRecent(time, now) && isSigned(parts, time, body);
    }

    /** A time in the future is no better than one in the past. */
    private boolean isRecent(String time, Instant now) {
        return TIME.matcher(time).matches()
                && Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now)
                                .abs()
                                .compareTo(tolerance)
                        <= 0;
    }

    /** Whether any signature is that of any secret, each compared in constant time. */
    private boolean isSigned(String[] parts, String time, byte[] body) {
        for (var hash : hashes) {
            var expected = HexFormat.of()
                    .formatHex(hash.of((time + ".").getBytes(StandardCharsets.US_ASCII), body))
                    .getBytes(StandardCharsets.US_ASCII);
            for (var part : parts) {
                if (part.strip().startsWith("v1=")
                        && MessageDigest.isEqual(
                                expected, part.strip().substring(3).getBytes(StandardCharsets.UTF_8))) {
                    return true;
                }
            }
        }
        return false;
    }
}
