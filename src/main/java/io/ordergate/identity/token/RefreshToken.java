package io.ordergate.identity.token;

import io.ordergate.support.secret.Digests;
import io.ordergate.support.secret.KeyedHash;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.idempotency.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** A refresh token: 256 random-looking bits, of which the database knows the digest only. */
public record RefreshToken(Sensitive value) {

    /** The first token of a sign-in, derived from a secret that lives as long as this process. */
    public static RefreshToken first(KeyedHash source, UUID unique) {
        return of(source.of(unique.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * The first token of a sign-in by a request with a key: a repeat of the request gets the same token, and nothing is
     * stored.
     */
    public static RefreshToken first(SecretKey secret, UUID signIn, IdempotencyKey key) {
        var name = "first:" + signIn + ':' + key.value();
        return of(secret.hmac(SecretUse.REFRESH_TOKENS, name.getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * The successor of this token, derived from this token: two refreshes that race get the same successor, and nothing
     * is stored.
     */
    public RefreshToken successor(SecretKey key) {
        return of(key.hmac(SecretUse.REFRESH_TOKENS, value.value().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The successor of a token that the server knows only by its digest, once a second factor was proven beside it. A refresh with
     * the token itself finds the same successor, so a lost answer signs nobody out.
     */
    public static RefreshToken afterProof(SecretKey key, byte[] digest) {
        return of(key.hmac(SecretUse.REFRESH_TOKENS, "proof:".getBytes(StandardCharsets.US_ASCII), digest));
    }

    public byte[] digest() {
        return Digests.sha256(value.value());
    }

    private static RefreshToken of(byte[] bits) {
        return new RefreshToken(
                Sensitive.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bits)));
    }
}
