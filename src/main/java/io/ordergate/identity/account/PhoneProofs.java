package io.ordergate.identity.account;

import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.password.PasswordRules;
import io.ordergate.identity.password.Passwords;
import io.ordergate.identity.signin.Confirmation;
import io.ordergate.identity.signin.Confirmations;
import io.ordergate.identity.signin.PasswordReset;
import io.ordergate.identity.signin.PhoneLoginRepository;
import io.ordergate.identity.user.User;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.verification.Session;
import io.ordergate.verification.Verifications;
import io.ordergate.verification.attempt.Attempt;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.GuessOutcome;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import io.ordergate.verification.attempt.TypedCode;
import io.ordergate.verification.attempt.UsedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Changes of an account that the proof of a phone allows: a new number, a new password. */
@Service
class PhoneProofs {

    private final Verifications verifications;
    private final PhoneLoginRepository logins;
    private final Passwords passwords;
    private final Profiles profiles;
    private final Confirmations confirmations;
    private final PhoneMoves moves;
    private final AuditedChanges audited;
    private final SecurityEvents events;
    private final PasswordRules rules;

    PhoneProofs(
            Verifications verifications,
            PhoneLoginRepository logins,
            Passwords passwords,
            Profiles profiles,
            Confirmations confirmations,
            PhoneMoves moves,
            AuditedChanges audited,
            SecurityEvents events,
            PasswordRules rules) {
        this.verifications = verifications;
        this.logins = logins;
        this.passwords = passwords;
        this.profiles = profiles;
        this.confirmations = confirmations;
        this.moves = moves;
        this.audited = audited;
        this.events = events;
        this.rules = rules;
    }

    /**
     * Sends a code to the number that an account wants to have, for whoever has shown to be its owner. Errors: those of
     * {@link Confirmations#confirm} and of {@link Verifications#start}.
     */
    Mono<Session> startPhoneChange(
            Caller.Account account,
            PhoneNumber phone,
            Confirmation shown,
            List<String> languages,
            @Nullable IdempotencyKey key,
            String address) {
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
    Mono<User> changePhone(Caller.Account account, String session, TypedCode code, String address) {
        return verifications
                .verify(
                        new Attempt(session, Purpose.PHONE, code, null, address),
                        guess -> changePhone(account, guess),
                        Mono::justOrEmpty,
                        PhoneProofs::notRepeatable)
                .map(PhoneMove::after);
    }

    /** Sends a code to a phone whose account, if there is one, wants a new password. Errors: as for any code. */
    Mono<Session> startPasswordReset(
            PhoneNumber phone, List<String> languages, @Nullable IdempotencyKey key, String address) {
        return verifications.start(new NewChallenge(Purpose.PASSWORD, phone, "{}", Map.of(), languages, key, address));
    }

    /**
     * Sets the password of the phone's account and ends its sign-ins. A wrong code costs no hash. Errors:
     * {@code wrong-code}, {@code too-many-attempts}, {@code invalid-session}, {@code not-found} when the phone has no
     * account, {@code password-required} for staff, {@code phone-just-changed}, {@code service-unavailable} when too many
     * passwords wait.
     */
    Mono<Void> resetPassword(String session, TypedCode code, String password, String address) {
        return Mono.fromRunnable(() -> rules.check(password, Role.CUSTOMER))
                .then(verifications.verify(
                        new Attempt(session, Purpose.PASSWORD, code, null, address),
                        guess -> resetPassword(guess, password),
                        reset -> passwordReset(reset, address),
                        PhoneProofs::notRepeatable))
                .then();
    }

    /** A wrong guess is counted for good; a right one counts only with all that follows from it. */
    private Mono<GuessOutcome<Optional<PhoneMove>>> changePhone(Caller.Account account, Guess guess) {
        var change = logins.provePhone(guess, account.id())
                .flatMap(outcome -> outcome.then(proven -> moved(account, proven)));
        return audited.commit(change, outcome -> events(outcome.orElse(Optional.empty()), guess.address()));
    }

    private Mono<Optional<PhoneMove>> moved(Caller.Account account, Optional<PhoneNumber> proven) {
        return proven.isEmpty()
                ? Mono.just(Optional.empty())
                : moves.move(account, proven.get()).map(Optional::of);
    }

    private static List<SecurityEvent> events(Optional<PhoneMove> made, String address) {
        return made.map(move -> move.events(address)).orElse(List.of());
    }

    private Mono<GuessOutcome<PasswordReset>> resetPassword(Guess guess, String password) {
        return (guess.matches() ? passwords.hash(password) : Mono.just(""))
                .flatMap(hash -> logins.resetPassword(guess, hash, rules.resetWait()));
    }

    private Mono<UUID> passwordReset(PasswordReset reset, String address) {
        return Mono.fromSupplier(reset::orThrow)
                .delayUntil(
                        userId -> events.record(SecurityEvent.by(userId, SecurityEventType.PASSWORD_RESET, address)));
    }

    /** These requests have no key, so nothing repeats them. */
    private static <T> Mono<T> notRepeatable(UsedCode used) {
        return Mono.empty();
    }
}
