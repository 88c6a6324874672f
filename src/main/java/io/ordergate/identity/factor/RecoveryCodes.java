package io.ordergate.identity.factor;

import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Makes recovery codes of 80 bits, and the keyed hashes that the database knows of them. */
@Component
class RecoveryCodes {

    private static final int COUNT = 10;
    private static final int BYTES = 10;

    private final SecretKeys keys;
    private final SecureRandom random = Ids.random();

    RecoveryCodes(SecretKeys keys) {
        this.keys = keys;
    }

    /** Ten new codes, in groups of four letters and digits. */
    List<Sensitive> newCodes() {
        return IntStream.range(0, COUNT).mapToObj(number -> newCode()).toList();
    }

    /** The hashes of new codes, in hexadecimal digits. */
    String[] hashes(UUID userId, List<Sensitive> codes) {
        return codes.stream()
                .map(code -> hash(keys.current(), userId, code.value()))
                .toArray(String[]::new);
    }

    /** What the hash of this code may be: one for each key that is honoured. */
    String[] candidates(UUID userId, String code) {
        return keys.all().stream().map(key -> hash(key, userId, code)).toArray(String[]::new);
    }

    private Sensitive newCode() {
        var bits = new byte[BYTES];
        random.nextBytes(bits);
        return Sensitive.of(
                String.join("-", Totp.base32(bits).toLowerCase(Locale.ROOT).split("(?<=\\G.{4})", -1))
                        .replaceAll("-$", ""));
    }

    /** Blanks and dashes are passed over, as are capitals. */
    private static String hash(SecretKey key, UUID userId, String code) {
        var plain = code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
        return HexFormat.of()
                .formatHex(key.hmac(
                        SecretUse.RECOVERY_CODES,
                        userId.toString().getBytes(StandardCharsets.US_ASCII),
                        plain.getBytes(StandardCharsets.UTF_8)));
    }
}
