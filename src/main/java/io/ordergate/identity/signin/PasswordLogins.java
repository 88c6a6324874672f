package io.ordergate.identity.signin;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.password.FailedLogins;
import io.ordergate.identity.password.PasswordFailures;
import io.ordergate.identity.password.PasswordRules;
import io.ordergate.identity.password.Passwords;
import io.ordergate.identity.token.Tokens;
import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.security.ClientAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Signs people in by e-mail and password. */
@Service
class PasswordLogins {

    /** Repeats a comparison once when the password was replaced meanwhile. */
    private static final Retry PASSWORD_JUST_CHANGED = Retry.max(1)
            .filter(OptimisticLockingFailureException.class::isInstance)
            .onRetryExhaustedThrow((retry, signal) -> signal.failure());

    private final UserRepository users;
    private final Passwords passwords;
    private final SignIns signIns;
    private final SecurityEvents events;
    private final FailedLogins failures;
    private final PasswordFailures counted;
    private final PasswordRules rules;

    PasswordLogins(
            UserRepository users,
            Passwords passwords,
            SignIns signIns,
            SecurityEvents events,
            FailedLogins failures,
            PasswordFailures counted,
            PasswordRules rules) {
        this.users = users;
        this.passwords = passwords;
        this.signIns = signIns;
        this.events = events;
        this.failures = failures;
        this.counted = counted;
        this.rules = rules;
    }

    /**
     * Signs somebody in by e-mail and password; a sign-in with a password that is too short for staff acts as a
     * customer. Errors: {@code wrong-credentials} (after the same work for an unknown address as for a wrong password,
     * and for any password after too many wrong ones), {@code account-deactivated}, {@code too-many-requests},
     * {@code service-unavailable} when too many passwords wait.
     */
    Mono<Tokens> login(String email, String password, ClientAddress address) {
        return failures.counted(
                email,
                address,
                Mono.defer(() -> checked(email, password, address))
                        .flatMap(user -> signedIn(user, password, address))
                        .retryWhen(PASSWORD_JUST_CHANGED));
    }

    private Mono<Tokens> signedIn(User user, String password, ClientAddress address) {
        var hash = Objects.requireNonNull(user.passwordHash(), "a password was compared");
        return signIns.open(user, address, rules.isTooShortForStaff(password))
                .delayUntil(tokens -> renewed(user.id(), hash, password));
    }

    private Mono<User> checked(String email, String password, ClientAddress address) {
        return users.findByEmail(email)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(found -> checked(found.orElse(null), email, password, address));
    }

    private Mono<User> checked(@Nullable User user, String email, String password, ClientAddress address) {
        var countedFor = user == null ? PasswordFailures.nobody(email) : user.id();
        return passwords
                .matches(password, user == null ? null : user.passwordHash())
                .flatMap(right -> counted.decide(countedFor, right, address))
                .filter(accepted -> accepted && user != null)
                .mapNotNull(accepted -> user)
                .switchIfEmpty(Mono.defer(() -> refused(user == null ? null : user.id(), address)));
    }

    /** Replaces a hash of an old form, now that the password is known. A failure leaves the old hash for the next login. */
    private Mono<Void> renewed(UUID userId, String hash, String password) {
        return passwords.isOutdated(hash)
                ? passwords
                        .hash(password)
                        .flatMap(renewed -> users.renewHash(userId, hash, renewed))
                        .onErrorComplete(Failure.class)
                : Mono.empty();
    }

    private Mono<User> refused(@Nullable UUID userId, ClientAddress address) {
        return events.record(SecurityEvent.attempted(userId, SecurityEventType.LOGIN_FAILED, address))
                .then(Mono.error(() -> Failure.of(ProblemCode.WRONG_CREDENTIALS)));
    }
}
