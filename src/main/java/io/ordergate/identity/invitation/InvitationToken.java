package io.ordergate.identity.invitation;

import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.KeyedHash;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretUse;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The secret in the link of an invitation: 160 random bits, of which the database has a keyed hash. */
record InvitationToken(Sensitive value) {

    private static final int BYTES = 20;

    /** Makes tokens from a key that lives as long as this process: event loops never wait for chance. */
    static final class Source {

        private final KeyedHash random = KeyedHash.random();

        InvitationToken next(Ids ids) {
            var bits = random.of(ids.next().toString().getBytes(StandardCharsets.US_ASCII));
            return new InvitationToken(
                    Sensitive.of(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bits, BYTES))));
        }
    }

    /** The hash that is stored. */
    byte[] hash(SecretKeys keys) {
        return hash(keys.current());
    }

    /** The hashes under every key that is honoured, in hexadecimal, to find the stored one. */
    String[] hashes(SecretKeys keys) {
        return keys.all().stream()
                .map(key -> HexFormat.of().formatHex(hash(key)))
                .toArray(String[]::new);
    }

    private byte[] hash(SecretKeys.SecretKey key) {
        return key.hmac(SecretUse.INVITATIONS, value.value().getBytes(StandardCharsets.UTF_8));
    }
}
