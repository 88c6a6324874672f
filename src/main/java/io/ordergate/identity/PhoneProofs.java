package io.ordergate.identity;

import io.ordergate.support.Detached;
import io.ordergate.support.Failure;
import io.ordergate.support.PhoneNumber;
import io.ordergate.support.ProblemCode;
import io.ordergate.verification.Guess;
import io.ordergate.verification.NewChallenge;
import io.ordergate.verification.Purpose;
import io.ordergate.verification.Session;
import io.ordergate.verification.Verifications;
import io.ordergate.web.IdempotencyKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Changes of an account that the proof of a phone allows: a new number, a new password. */
@Service
class PhoneProofs {

    private final Verifications verifications;
    private final PhoneLoginRepository logins;
    private final Passwords passwords;
    private final SecurityEvents events;

    PhoneProofs(Verifications verifications, PhoneLoginRepository logins, Passwords passwords, SecurityEvents events) {
        this.verifications = verifications;
        this.logins = logins;
        this.passwords = passwords;
        this.events = events;
    }

    /** Sends a code to the number that an account wants to have. Errors: those of {@link Verifications#start}. */
    Mono<Session> startPhoneChange(
            UUID userId, PhoneNumber phone, List<String> languages, @Nullable IdempotencyKey key, String address) {
        var payload = "{\"user_id\":\"" + userId + "\"}";
        return verifications.start(
                new NewChallenge(Purpose.PHONE, phone, payload, Map.of(), languages, key, userId.toString(), address));
    }

    /**
     * Gives the account the number whose code it types. Errors: {@code wrong-code}, {@code too-many-attempts},
     * {@code invalid-session}, {@code phone-taken}.
     */
    Mono<User> changePhone(UUID userId, String session, String code, String address) {
        return finish(session, Purpose.PHONE, code, address, guess -> changePhone(userId, guess));
    }

    /** Sends a code to a phone whose account, if there is one, wants a new password. Errors: as for any code. */
    Mono<Session> startPasswordReset(
            PhoneNumber phone, List<String> languages, @Nullable IdempotencyKey key, String address) {
        return verifications.start(new NewChallenge(Purpose.PASSWORD, phone, "{}", Map.of(), languages, key, address));
    }

    /**
     * Sets the password of the phone's account and ends its sign-ins. A wrong code costs no hash. Errors:
     * {@code wrong-code}, {@code too-many-attempts}, {@code invalid-session}, {@code not-found} when the phone has no
     * account, {@code service-unavailable} when too many passwords wait.
     */
    Mono<Void> resetPassword(String session, String code, String password, String address) {
        return finish(session, Purpose.PASSWORD, code, address, guess -> resetPassword(guess, password));
    }

    private <T> Mono<T> finish(
            String session, Purpose purpose, String code, String address, Function<Guess, Mono<T>> decision) {
        return Detached.from(
                verifications.guess(session, purpose, code, null, address).flatMap(decision));
    }

    private Mono<User> changePhone(UUID userId, Guess guess) {
        return logins.changePhone(guess, userId)
                .onErrorMap(DuplicateKeyException.class, taken -> Failure.of(ProblemCode.PHONE_TAKEN))
                .flatMap(verdict -> verdict.conclude(verifications, Purpose.PHONE))
                .switchIfEmpty(refusal(guess))
                .map(user -> user.orElseThrow(() -> Failure.of(ProblemCode.INVALID_SESSION)))
                .delayUntil(user ->
                        events.record(SecurityEvent.by(user.id(), SecurityEventType.PHONE_CHANGED, guess.address())));
    }

    private Mono<Void> resetPassword(Guess guess, String password) {
        return (guess.matches() ? passwords.hash(password) : Mono.just(""))
                .flatMap(hash -> logins.resetPassword(guess, hash))
                .flatMap(verdict -> verdict.conclude(verifications, Purpose.PASSWORD))
                .switchIfEmpty(refusal(guess))
                .map(userId -> userId.orElseThrow(
                        () -> Failure.of(ProblemCode.NOT_FOUND, "No account has this phone number.")))
                .flatMap(userId ->
                        events.record(SecurityEvent.by(userId, SecurityEventType.PASSWORD_RESET, guess.address())));
    }

    /** These requests have no key, so nothing repeats them. */
    private <T> Mono<Optional<T>> refusal(Guess guess) {
        return Mono.defer(() -> verifications.refusalUnlessRepeat(guess))
                .then(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)));
    }
}
