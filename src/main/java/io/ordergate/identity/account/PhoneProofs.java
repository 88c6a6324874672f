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

/** Changes the phone of an account, whose owner proves the new phone by a code. */
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
     * Sends a code to the new number, after the caller has proven to be the owner of the account. Errors: those of
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
     * Sets the number whose code the account types, and ends other sign-ins of the account. Errors: {@code wrong-code},
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

    /**
     * Decides about the guess. The count of a wrong guess is committed; a right guess is committed only together with
     * the change of the phone.
     */
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
