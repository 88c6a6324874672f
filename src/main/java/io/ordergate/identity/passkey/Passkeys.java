package io.ordergate.identity.passkey;

import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.passkey.Passkey.PasskeyKey;
import io.ordergate.identity.passkey.PasskeyRefused.Reason;
import io.ordergate.identity.passkey.PasskeyVerifier.NewPasskey;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Enrols and removes passkeys, and takes the proof of one. Each challenge belongs to one sign-in and is answered once. */
@Service
public class Passkeys {

    private static final int CHALLENGE_BYTES = 32;
    private static final long TIMEOUT_MILLIS = 300_000;

    private final PasskeyRepository passkeys;
    private final PasskeyVerifier verifier;
    private final RelyingParty party;
    private final AuditedChanges audited;
    private final SecurityEvents events;
    private final Ids ids;
    private final SecureRandom random = Ids.random();

    /** A passkey as the API shows it. */
    public record PasskeyView(
            UUID id,
            Sensitive name,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {

        static PasskeyView of(Passkey passkey) {
            return new PasskeyView(passkey.id(), passkey.name(), passkey.createdAt(), passkey.lastUsedAt());
        }
    }

    Passkeys(
            PasskeyRepository passkeys,
            PasskeyVerifier verifier,
            RelyingParty party,
            AuditedChanges audited,
            SecurityEvents events,
            Ids ids) {
        this.passkeys = passkeys;
        this.verifier = verifier;
        this.party = party;
        this.audited = audited;
        this.events = events;
        this.ids = ids;
    }

    /** The passkeys of an account, the oldest first. */
    public Mono<List<PasskeyView>> list(UUID userId) {
        return passkeys.find(userId)
                .map(found -> found.stream().map(PasskeyView::of).toList());
    }

    /** What a browser needs to make a passkey (PublicKeyCredentialCreationOptionsJSON). Errors: {@code forbidden}. */
    Mono<Map<String, Object>> creationOptions(Caller.Account account, String userName) {
        var challenge = challenge();
        return requireParty()
                .then(Mono.defer(() -> passkeys.ask(account, challenge)))
                .then(Mono.defer(() -> passkeys.find(account.id())))
                .map(known -> creationOptions(account, userName, challenge, known));
    }

    private Map<String, Object> creationOptions(
            Caller.Account account, String userName, byte[] challenge, List<Passkey> known) {
        var options = new LinkedHashMap<String, Object>();
        options.put("challenge", base64(challenge));
        options.put("rp", Map.of("id", String.valueOf(party.id()), "name", party.name()));
        options.put("user", Map.of("id", base64(handle(account.id())), "name", userName, "displayName", userName));
        options.put(
                "pubKeyCredParams",
                PasskeyVerifier.ALGORITHMS.stream()
                        .map(number -> Map.of("type", "public-key", "alg", number))
                        .toList());
        options.put("timeout", TIMEOUT_MILLIS);
        options.put("excludeCredentials", descriptors(known));
        options.put("authenticatorSelection", Map.of("residentKey", "discouraged", "userVerification", "preferred"));
        options.put("attestation", "none");
        return options;
    }

    /**
     * Stores the passkey that a browser has made. It is a proof in this sign-in. Errors: {@code wrong-second-factor},
     * {@code invalid-request}, {@code service-unavailable}.
     */
    Mono<PasskeyView> add(Caller.Account account, Sensitive name, JsonNode credential, ClientAddress address) {
        return requireParty()
                .then(Mono.defer(() -> taken(account)))
                .flatMap(challenge -> verifier.registered(credential.toString(), challenge))
                .flatMap(made -> stored(account, name, made, address))
                .onErrorResume(PasskeyRefused.class, refused -> refused(account, refused.reason(), address));
    }

    private Mono<PasskeyView> stored(Caller.Account account, Sensitive name, NewPasskey made, ClientAddress address) {
        return audited.commit(
                passkeys.add(ids.next(), account, name, made)
                        .switchIfEmpty(Mono.error(() -> new PasskeyRefused(Reason.UNKNOWN)))
                        .map(PasskeyView::of),
                added -> List.of(SecurityEvent.administrative(
                        account.id(),
                        account.id(),
                        SecurityEventType.SECOND_FACTOR_ADDED,
                        address,
                        Map.of("method", "passkey", "passkey", added.id().toString()))));
    }

    /** Removes a passkey. Errors: {@code not-found}. */
    Mono<Void> remove(Caller.Account account, UUID id, ClientAddress address) {
        var removed = passkeys.remove(account.id(), id)
                .filter(found -> found)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such passkey.")));
        return audited.commit(
                        removed,
                        found -> List.of(SecurityEvent.administrative(
                                account.id(),
                                account.id(),
                                SecurityEventType.SECOND_FACTOR_REMOVED,
                                address,
                                Map.of("method", "passkey", "passkey", id.toString()))))
                .then();
    }

    /**
     * What a browser needs to have a passkey prove something (PublicKeyCredentialRequestOptionsJSON); empty for an account without
     * passkeys, for a sign-in elsewhere, and where the service has no domain for them.
     */
    public Mono<Map<String, Object>> requestOptions(Caller.Account account) {
        var challenge = challenge();
        return passkeys.find(account.id())
                .filter(known -> !known.isEmpty() && party.id() != null && !account.isElsewhere())
                .delayUntil(known -> passkeys.ask(account, challenge))
                .map(known -> requestOptions(challenge, known));
    }

    private Map<String, Object> requestOptions(byte[] challenge, List<Passkey> known) {
        var options = new LinkedHashMap<String, Object>();
        options.put("challenge", base64(challenge));
        options.put("timeout", TIMEOUT_MILLIS);
        options.put("rpId", String.valueOf(party.id()));
        options.put("allowCredentials", descriptors(known));
        options.put("userVerification", "preferred");
        return options;
    }

    /**
     * Takes what a browser has had signed, and marks the sign-in. Errors: {@code wrong-second-factor}, {@code invalid-request},
     * {@code service-unavailable}.
     */
    public Mono<Void> prove(Caller.Account account, JsonNode credential, ClientAddress address) {
        return requireParty()
                .then(Mono.defer(() -> taken(account)))
                .zipWhen(challenge -> known(account, credential))
                .flatMap(asked -> proven(account, asked.getT2(), credential, asked.getT1()))
                .onErrorResume(PasskeyRefused.class, refused -> refused(account, refused.reason(), address))
                .then();
    }

    private Mono<Boolean> proven(Caller.Account account, Passkey passkey, JsonNode credential, byte[] challenge) {
        return verifier.proven(credential.toString(), passkey, challenge)
                .flatMap((PasskeyKey signed) -> passkeys.prove(account, passkey, signed))
                .switchIfEmpty(Mono.error(() -> new PasskeyRefused(Reason.COUNTER)));
    }

    /** The passkey of this account that an answer names. The account that it names, if any, must be the same. */
    private Mono<Passkey> known(Caller.Account account, JsonNode credential) {
        var id = credential.path("id").asString("");
        var user = credential.path("response").path("userHandle").asString("");
        return passkeys.find(account.id())
                .flatMapIterable(known -> known)
                .filter(passkey -> passkey.credential().equals(id))
                .filter(passkey -> user.isEmpty() || user.equals(base64(handle(account.id()))))
                .next()
                .switchIfEmpty(Mono.error(() -> new PasskeyRefused(Reason.UNKNOWN)));
    }

    private Mono<byte[]> taken(Caller.Account account) {
        return passkeys.take(account).switchIfEmpty(Mono.error(() -> new PasskeyRefused(Reason.CHALLENGE)));
    }

    private Mono<Void> requireParty() {
        return party.id() == null
                ? Mono.error(() -> Failure.of(ProblemCode.FORBIDDEN, "Passkeys need PUBLIC_URL to be set."))
                : Mono.empty();
    }

    private <T> Mono<T> refused(Caller.Account account, Reason reason, ClientAddress address) {
        var type = reason == Reason.COUNTER ? SecurityEventType.PASSKEY_CLONED : SecurityEventType.SECOND_FACTOR_FAILED;
        var detail = Map.of("method", "passkey", "reason", reason.name().toLowerCase(Locale.ROOT));
        return events.record(new SecurityEvent(type, account.id(), account.id(), address.value(), detail))
                .then(Mono.error(() -> Failure.of(ProblemCode.WRONG_SECOND_FACTOR)));
    }

    private byte[] challenge() {
        var challenge = new byte[CHALLENGE_BYTES];
        random.nextBytes(challenge);
        return challenge;
    }

    private static List<Map<String, Object>> descriptors(List<Passkey> known) {
        return known.stream()
                .map(passkey -> Map.<String, Object>of(
                        "type", "public-key", "id", passkey.credential(), "transports", passkey.transports()))
                .toList();
    }

    /** What authenticators call an account: its id, and nothing that tells who it is. */
    private static byte[] handle(UUID userId) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(userId.getMostSignificantBits())
                .putLong(userId.getLeastSignificantBits())
                .array();
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
