package io.ordergate.identity.account;

import io.ordergate.identity.account.PhoneChanges.PhoneChange;
import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.signin.Confirmation;
import io.ordergate.identity.signin.Confirmations;
import io.ordergate.identity.user.User;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.Verifications;
import io.ordergate.verification.attempt.Attempt;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.GuessOutcome;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.attempt.TypedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** The new phone number of an account, which its owner proves by a code. */
@Service
class PhoneProofs {

    private final Verifications verifications;
    private final PhoneProofRepository proofs;
    private final Profiles profiles;
    private final Confirmations confirmations;
    private final PhoneChanges changes;
    private final AuditedChanges audited;

    PhoneProofs(
            Verifications verifications,
            PhoneProofRepository proofs,
            Profiles profiles,
            Confirmations confirmations,
            PhoneChanges changes,
            AuditedChanges audited) {
        this.verifications = verifications;
        this.proofs = proofs;
        this.profiles = profiles;
        this.confirmations = confirmations;
        this.changes = changes;
        this.audited = audited;
    }

    /**
     * Sends a code to the number that an account wants to have, for whoever has shown to be its owner. Errors: those of
     * {@link Confirmations#confirm} and of {@link Verifications#start}.
     */
    Mono<Session> start(
            Caller.Account account,
            PhoneNumber phone,
            Confirmation shown,
            List<String> languages,
            @Nullable IdempotencyKey key,
            ClientAddress address) {
        var payload = "{\"user_id\":\"" + account.id() + "\"}";
        var challenge = new NewChallenge(
                Purpose.PHONE,
                phone,
                payload,
                Map.of(),
                languages,
                key,
                account.id().toString(),
                address);
        return profiles.of(account)
                .flatMap(user -> confirmations.confirm(user, account, shown, key, address))
                .then(Mono.defer(() -> verifications.start(challenge)));
    }

    /**
     * Gives the account the number whose code it types, and ends its other sign-ins. Errors: {@code wrong-code},
     * {@code too-many-attempts}, {@code invalid-session}, {@code phone-taken}.
     */
    Mono<User> verify(Caller.Account account, Sensitive session, TypedCode code, ClientAddress address) {
        return verifications
                .verify(
                        new Attempt(session, Purpose.PHONE, code, null, address),
                        guess -> change(account, guess),
                        Mono::justOrEmpty,
                        used -> Mono.empty()) // without a key nothing is repeated
                .map(PhoneChange::after);
    }

    /** A wrong guess is counted for good; a right one counts only with all that follows from it. */
    private Mono<GuessOutcome<Optional<PhoneChange>>> change(Caller.Account account, Guess guess) {
        var change =
                proofs.prove(guess, account.id()).flatMap(outcome -> outcome.then(proven -> changed(account, proven)));
        return audited.commit(change, outcome -> events(outcome.orElse(Optional.empty()), guess.address()));
    }

    private Mono<Optional<PhoneChange>> changed(Caller.Account account, Optional<PhoneNumber> proven) {
        return proven.isEmpty()
                ? Mono.just(Optional.empty())
                : changes.change(account, proven.get()).map(Optional::of);
    }

    private static List<SecurityEvent> events(Optional<PhoneChange> made, ClientAddress address) {
        return made.map(change -> change.events(address)).orElse(List.of());
    }
}
