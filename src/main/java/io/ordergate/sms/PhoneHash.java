package io.ordergate.sms;

import io.ordergate.support.SecretKeys.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A phone as it is kept with what was sent to it: nobody without the secret can find it by trying all numbers. */
final class PhoneHash {

    /** Sets these hashes apart from everything else that the secret signs. */
    private static final byte[] LABEL = "sms-phone".getBytes(StandardCharsets.US_ASCII);

    private PhoneHash() {}

    static String of(SecretKey key, String phone) {
        return HexFormat.of().formatHex(key.hmac(LABEL, phone.getBytes(StandardCharsets.US_ASCII)));
    }
}
