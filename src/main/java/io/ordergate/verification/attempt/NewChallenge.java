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
        Map<String, String> words,
        List<String> languages,
        @Nullable IdempotencyKey key,
        String owner,
        ClientAddress clientAddress) {

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
        return key == null ? null : Digests.sha256(purpose.id(), owner, phone.e164(), key.value());
    }

    /** What a repeat has in common with the first request. */
    public byte[] requestDigest() {
        return Digests.sha256(owner, phone.e164(), payload);
    }

    @Override
    public String toString() {
        return "NewChallenge[" + purpose + " " + phone + "]";
    }
}
