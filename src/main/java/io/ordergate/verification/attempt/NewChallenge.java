package io.ordergate.verification.attempt;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Digests;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a code is asked for.
 *
 * @param payload JSON of what the code confirms, in the shape that the confirming statement reads
 * @param request what a request that repeats this one has in common with it
 * @param words the values of the places in the purpose's text; nothing in them was written by a client
 * @param languages those that the customer would like to read, the best first
 * @param key the client's name for this request, under which a repeat gets the same session and no second text
 * @param owner who asks: the account, or else the address that the request came from. Nobody else is given the session, whatever
 *     the key
 * @param clientAddress where the request came from
 */
public record NewChallenge(
        Purpose purpose,
        PhoneNumber phone,
        String payload,
        String request,
        Map<String, String> words,
        List<String> languages,
        @Nullable IdempotencyKey key,
        String owner,
        ClientAddress clientAddress) {

    /** What is compared with a request that repeats this one is the payload. */
    public NewChallenge(
            Purpose purpose,
            PhoneNumber phone,
            String payload,
            Map<String, String> words,
            List<String> languages,
            @Nullable IdempotencyKey key,
            String owner,
            ClientAddress clientAddress) {
        this(purpose, phone, payload, payload, words, languages, key, owner, clientAddress);
    }

    /** What somebody without an account asks for: the address is all that is known of them. */
    public NewChallenge(
            Purpose purpose,
            PhoneNumber phone,
            String payload,
            Map<String, String> words,
            List<String> languages,
            @Nullable IdempotencyKey key,
            ClientAddress clientAddress) {
        this(purpose, phone, payload, words, languages, key, clientAddress.value(), clientAddress);
    }

    public byte @Nullable [] keyDigest() {
        return key == null ? null : keyDigest(purpose, owner, phone, key);
    }

    /** The digest of a key, which names a request of its owner's for this phone. */
    public static byte[] keyDigest(Purpose purpose, String owner, PhoneNumber phone, IdempotencyKey key) {
        return Digests.sha256(purpose.id(), owner, phone.e164(), key.value());
    }

    /** The same, compared with its repeats by this instead of the payload. */
    public NewChallenge comparedBy(String other) {
        return new NewChallenge(purpose, phone, payload, other, words, languages, key, owner, clientAddress);
    }

    /** What a repeat has in common with the first request. */
    public byte[] requestDigest() {
        return Digests.sha256(owner, phone.e164(), request);
    }

    @Override
    public String toString() {
        return "NewChallenge[" + purpose + " " + phone + "]";
    }
}
