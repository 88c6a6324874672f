package io.ordergate.identity.signin;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.password.PasswordFailures;
import io.ordergate.identity.password.Passwords;
import io.ordergate.identity.user.User;
import io.ordergate.ratelimit.AddressLimits;
import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.ClientAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Compares the password of an account before a change that a stolen token alone must not make. Wrong passwords count
 * like failed logins.
 */
@Component
class PasswordChecks {

    private final Passwords passwords;
    private final AddressLimits limits;
    private final RateLimitPolicies policies;
    private final SecurityEvents events;
    private final PasswordFailures failures;

    PasswordChecks(
            Passwords passwords,
            AddressLimits limits,
            RateLimitPolicies policies,
            SecurityEvents events,
            PasswordFailures failures) {
        this.passwords = passwords;
        this.limits = limits;
        this.policies = policies;
        this.events = events;
        this.failures = failures;
    }

    /**
     * Completes when the password is the account's. Errors: {@code invalid-request} without a password,
     * {@code wrong-password}, {@code too-many-requests}, {@code service-unavailable} when too many passwords wait.
     */
    Mono<Void> confirm(User user, @Nullable Sensitive password, ClientAddress address) {
        if (password == null || password.value().isEmpty()) {
            return Mono.error(() -> Failure.field(
                    "current_password",
                    "is needed, since the account has a password, or a code of POST " + Confirmations.PATH));
        }
        var account = user.id() + " ";
        return limits.acquire(policies.failedLogins(), account, address)
                .flatMap(RateLimitDecision::orRefuse)
                .then(Mono.defer(() -> matches(user, password.value(), address)))
                .onErrorResume(PasswordChecks::isNoGuess, error -> release(account, address)
                        .then(Mono.error(error)))
                .then(Mono.defer(() -> release(account, address)));
    }

    private Mono<Void> matches(User user, String password, ClientAddress address) {
        return passwords
                .matches(password, user.passwordHash())
                .flatMap(right -> failures.decide(user.id(), right, address))
                .filter(accepted -> accepted)
                .switchIfEmpty(Mono.defer(() -> refused(user, address)))
                .then();
    }

    private Mono<Boolean> refused(User user, ClientAddress address) {
        return events.record(SecurityEvent.selfService(user.id(), SecurityEventType.LOGIN_FAILED, address))
                .then(Mono.error(() -> Failure.of(ProblemCode.WRONG_PASSWORD)));
    }

    private Mono<Void> release(String account, ClientAddress address) {
        return limits.release(policies.failedLogins(), account, address);
    }

    /**
     * Whether the error is another one than a wrong password: such an error does not count as a guess. A full budget
     * counted nothing.
     */
    private static boolean isNoGuess(Throwable error) {
        return !(error instanceof Failure failure)
                || (failure.code() != ProblemCode.WRONG_PASSWORD && failure.code() != ProblemCode.TOO_MANY_REQUESTS);
    }
}
