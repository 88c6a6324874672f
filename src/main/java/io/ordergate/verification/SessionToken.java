package io.ordergate.verification;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * The name of a challenge in the client's hands: key id, challenge id and their seal. It is derived and never stored; a
 * forged or altered one is refused without a database call.
 */
record SessionToken(SecretKey key, UUID challengeId) {

    private static final int ID_BYTES = 16;
    private static final int SEAL_BYTES = 32;
    private static final int LENGTH = SecretKeys.KEY_ID_BYTES + ID_BYTES + SEAL_BYTES;
    private static final int TEXT_LENGTH = LENGTH * 4 / 3;

    /** Reads what {@link #text()} wrote. Errors: {@code invalid-session}. */
    static SessionToken parse(String text, SecretKeys keys) {
        var bytes = decoded(text);
        var key = keys.byId(Arrays.copyOf(bytes, SecretKeys.KEY_ID_BYTES));
        if (key == null) {
            throw invalid();
        }
        var id = ByteBuffer.wrap(bytes, SecretKeys.KEY_ID_BYTES, ID_BYTES);
        var token = new SessionToken(key, new UUID(id.getLong(), id.getLong()));
        var seal = Arrays.copyOfRange(bytes, LENGTH - SEAL_BYTES, LENGTH);
        if (!MessageDigest.isEqual(seal, token.seal())) {
            throw invalid();
        }
        return token;
    }

    /** The token of a stored challenge. Errors: {@code invalid-session} when its key is not honoured any more. */
    static SessionToken of(UUID challengeId, String keyId, SecretKeys keys) {
        var key = keys.byId(keyId);
        if (key == null) {
            throw invalid();
        }
        return new SessionToken(key, challengeId);
    }

    /** The token as the client gets it: 68 characters of base64url, without spare bits and so without a second spelling. */
    String text() {
        var bytes = ByteBuffer.allocate(LENGTH)
                .put(key.idBytes())
                .put(idBytes(challengeId))
                .put(seal())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] idBytes(UUID id) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    @Override
    public String toString() {
        return "SessionToken[" + challengeId + "]";
    }

    private byte[] seal() {
        return key.hmac(SecretUse.SESSIONS, idBytes(challengeId));
    }

    private static byte[] decoded(String text) {
        if (text.length() != TEXT_LENGTH) {
            throw invalid();
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length != LENGTH) { // padding in place of the last characters
                throw invalid();
            }
            return bytes;
        } catch (IllegalArgumentException notBase64) {
            throw invalid();
        }
    }

    private static Failure invalid() {
        return Failure.of(ProblemCode.INVALID_SESSION);
    }
}
