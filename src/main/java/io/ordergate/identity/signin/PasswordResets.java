package io.ordergate.identity.signin;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.password.PasswordRules;
import io.ordergate.identity.password.Passwords;
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
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Resets the forgotten password of a person who proves the phone of the account. */
@Service
class PasswordResets {

    private final Verifications verifications;
    private final PhoneLoginRepository logins;
    private final Passwords passwords;
    private final PasswordRules rules;
    private final SecurityEvents events;

    PasswordResets(
            Verifications verifications,
            PhoneLoginRepository logins,
            Passwords passwords,
            PasswordRules rules,
            SecurityEvents events) {
        this.verifications = verifications;
        this.logins = logins;
        this.passwords = passwords;
        this.rules = rules;
        this.events = events;
    }

    /** Sends a code to a phone, whether or not an account has the phone. Errors: those of {@link Verifications#start}. */
    Mono<Session> start(
            PhoneNumber phone, List<String> languages, @Nullable IdempotencyKey key, ClientAddress address) {
        return verifications.start(new NewChallenge(Purpose.PASSWORD, phone, "{}", Map.of(), languages, key, address));
    }

    /**
     * Sets the password of the phone's account and ends its sign-ins. A wrong code costs no hash. Errors:
     * {@code wrong-code}, {@code too-many-attempts}, {@code invalid-session}, {@code not-found} when the phone has no
     * account, {@code password-required} for staff, {@code phone-just-changed}, {@code service-unavailable} when too many
     * passwords wait.
     */
    Mono<Void> reset(Sensitive session, TypedCode code, Sensitive password, ClientAddress address) {
        return Mono.fromRunnable(() -> rules.requireLength(password.value(), Role.CUSTOMER))
                .then(verifications.verify(
                        new Attempt(session, Purpose.PASSWORD, code, null, address),
                        guess -> reset(guess, password.value()),
                        reset -> recorded(reset, address),
                        used -> Mono.empty())) // without a key nothing is repeated
                .then();
    }

    private Mono<GuessOutcome<PasswordReset>> reset(Guess guess, String password) {
        return (guess.matches() ? passwords.hash(password) : Mono.just(""))
                .flatMap(hash -> logins.resetPassword(guess, hash, rules.resetWait()));
    }

    private Mono<UUID> recorded(PasswordReset reset, ClientAddress address) {
        return Mono.fromSupplier(reset::orThrow)
                .delayUntil(userId ->
                        events.record(SecurityEvent.selfService(userId, SecurityEventType.PASSWORD_RESET, address)));
    }
}
