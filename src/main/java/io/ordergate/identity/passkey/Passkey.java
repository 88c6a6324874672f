package io.ordergate.identity.passkey;

import io.ordergate.support.secret.Sensitive;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The public half of a passkey.
 *
 * @param credential what browsers call it, in base64url
 * @param transports how a browser reaches its authenticator
 * @param key what verifies its signatures; it compares by identity, and nobody compares it
 */
record Passkey(
        UUID id,
        Sensitive name,
        String credential,
        List<String> transports,
        PasskeyKey key,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {

    /** The key of a passkey and what its authenticator has said of itself. */
    static final class PasskeyKey {

        private final byte[] data;
        private final long counter;
        private final boolean userVerified;
        private final boolean backupEligible;
        private final boolean backedUp;

        PasskeyKey(byte[] data, long counter, boolean userVerified, boolean backupEligible, boolean backedUp) {
            this.data = data;
            this.counter = counter;
            this.userVerified = userVerified;
            this.backupEligible = backupEligible;
            this.backedUp = backedUp;
        }

        /** Model, credential id and public key, as WebAuthn Level 3 writes them in section 6.5.1. */
        byte[] data() {
            return data;
        }

        /** How often it has signed, as far as its authenticator counts; else zero. */
        long counter() {
            return counter;
        }

        boolean userVerified() {
            return userVerified;
        }

        boolean backupEligible() {
            return backupEligible;
        }

        boolean backedUp() {
            return backedUp;
        }
    }
}
