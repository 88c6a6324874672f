package io.ordergate.sms.journal;

import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The keyed hash of a phone, which is stored with its texts: without the secret nobody can find the phone by trying all
 * numbers.
 */
final class PhoneHash {

    private PhoneHash() {}

    static String of(SecretKey key, String e164) {
        return HexFormat.of().formatHex(key.hmac(SecretUse.PHONE_HASHES, e164.getBytes(StandardCharsets.US_ASCII)));
    }
}
