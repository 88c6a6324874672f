package io.ordergate.ordering.link;

import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The capability to see and pay for one order until the end of a day: id, day and 88 bits of a MAC over both, in 39 letters and
 * digits. Base64 would be a character longer, and phones leave a hyphen at the end of a link out.
 *
 * @param day the last day (UTC), counted from 1970-01-01
 */
record LinkToken(UUID orderId, int day) {

    private static final int NAME_BYTES = 18;
    private static final int MAC_BYTES = 11;
    private static final int BYTES = NAME_BYTES + MAC_BYTES;
    private static final int CHARACTERS = 39;
    private static final int LAST_DAY = 0xffff;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
    private static final Pattern TEXT = Pattern.compile("[0-9A-Za-z]{" + CHARACTERS + "}");

    /** Reads what {@link #text} wrote under one of these keys; nothing for any other text. Each key takes the same time. */
    static @Nullable LinkToken parse(String text, SecretKeys keys) {
        var bytes = decoded(text);
        if (bytes == null) {
            return null;
        }
        var name = Arrays.copyOf(bytes, NAME_BYTES);
        var mac = Arrays.copyOfRange(bytes, NAME_BYTES, BYTES);
        var genuine = false;
        for (var key : keys.all()) {
            genuine |= MessageDigest.isEqual(mac, mac(key, name));
        }
        var fields = ByteBuffer.wrap(name);
        return genuine
                ? new LinkToken(new UUID(fields.getLong(), fields.getLong()), Short.toUnsignedInt(fields.getShort()))
                : null;
    }

    String text(SecretKey key) {
        var name = ByteBuffer.allocate(NAME_BYTES)
                .putLong(orderId.getMostSignificantBits())
                .putLong(orderId.getLeastSignificantBits())
                .putShort((short) Math.min(day, LAST_DAY))
                .array();
        var bytes = ByteBuffer.allocate(BYTES).put(name).put(mac(key, name)).array();
        var text = new char[CHARACTERS];
        var number = new BigInteger(1, bytes);
        for (var index = CHARACTERS - 1; index >= 0; index--) {
            var parts = number.divideAndRemainder(BASE);
            text[index] = ALPHABET.charAt(parts[1].intValue());
            number = parts[0];
        }
        return new String(text);
    }

    @Override
    public String toString() {
        return "LinkToken[" + orderId + "]";
    }

    private static byte[] mac(SecretKey key, byte[] name) {
        return Arrays.copyOf(key.hmac(SecretUse.ORDER_LINKS, name), MAC_BYTES);
    }

    private static byte @Nullable [] decoded(String text) {
        if (!TEXT.matcher(text).matches()) {
            return null;
        }
        var number = BigInteger.ZERO;
        for (var index = 0; index < CHARACTERS; index++) {
            number = number.multiply(BASE).add(BigInteger.valueOf(ALPHABET.indexOf(text.charAt(index))));
        }
        if (number.bitLength() > BYTES * Byte.SIZE) {
            return null;
        }
        var bytes = new byte[BYTES];
        var digits = number.toByteArray(); // with a zero in front where the first bit is set
        var length = Math.min(digits.length, BYTES);
        System.arraycopy(digits, digits.length - length, bytes, BYTES - length, length);
        return bytes;
    }
}
