package io.ordergate.support.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SealTests {

    private static final String OLD = "the old secret of the tests with more than 32 bytes";
    private static final String NEW = "the new secret of the tests with more than 32 bytes";
    private static final byte[] OWNER = bytes("owner");
    private static final byte[] SECRET = bytes("a secret of somebody");

    private final Seal before = new Seal(Secrets.of(OLD));
    private final byte[] sealed = before.seal(SecretUse.TOTP_SECRETS, OWNER, SECRET);

    @Test
    void opensWhatItHasSealed() {
        assertThat(before.open(SecretUse.TOTP_SECRETS, before.keyId(), OWNER, sealed))
                .isEqualTo(SECRET);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        assertThat(before.seal(SecretUse.TOTP_SECRETS, OWNER, SECRET))
                .as("never twice the same")
                .isNotEqualTo(sealed);
    }

    @Test
    void opensItWhileItsKeyIsHonoured() {
        var swapped = new Seal(Secrets.of(NEW, OLD));
        assertThat(swapped.keyId()).isNotEqualTo(before.keyId());
        assertThat(swapped.open(SecretUse.TOTP_SECRETS, before.keyId(), OWNER, sealed))
                .isEqualTo(SECRET);
        assertThat(new Seal(Secrets.of(NEW)).open(SecretUse.TOTP_SECRETS, before.keyId(), OWNER, sealed))
                .isNull();
    }

    @Test
    void opensItForNothingElse() {
        assertThat(before.open(SecretUse.TOTP_SECRETS, before.keyId(), bytes("other"), sealed))
                .isNull();
        assertThat(before.open(SecretUse.PAYMENT_TOKENS, before.keyId(), OWNER, sealed))
                .isNull();
        assertThat(before.open(SecretUse.TOTP_SECRETS, before.keyId(), OWNER, new byte[5]))
                .isNull();
        var altered = sealed.clone();
        altered[altered.length - 1] ^= 1;
        assertThat(before.open(SecretUse.TOTP_SECRETS, before.keyId(), OWNER, altered))
                .isNull();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
