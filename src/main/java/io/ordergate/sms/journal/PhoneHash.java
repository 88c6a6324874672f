package io.ordergate.sms.journal;

import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A phone as it is kept with what was sent to it: nobody without the secret can find it by trying all numbers. */
final class PhoneHash {

    private PhoneHash() {}

    static String of(SecretKey key, String phone) {
        return HexFormat.of().formatHex(key.hmac(SecretUse.PHONE_HASHES, phone.getBytes(StandardCharsets.US_ASCII)));
    }
}
