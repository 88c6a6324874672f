package io.ordergate.support.secret;

import java.nio.charset.StandardCharsets;

/** Keys for separate uses out of one secret: HKDF with SHA-256 (RFC 5869), of 32 bytes each. */
final class Hkdf {

    private static final byte[] ONLY_BLOCK = {1};

    private final KeyedHash extracted;

    Hkdf(byte[] secret, byte[] salt) {
        extracted = new KeyedHash(new KeyedHash(salt.length == 0 ? new byte[KeyedHash.BYTES] : salt).of(secret));
    }

    byte[] key(byte[] info) {
        return extracted.of(info, ONLY_BLOCK);
    }

    byte[] key(String info) {
        return key(info.getBytes(StandardCharsets.US_ASCII));
    }
}
