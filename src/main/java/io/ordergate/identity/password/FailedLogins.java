package io.ordergate.identity.password;

import io.ordergate.ratelimit.AddressLimits;
import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.support.EmailAddress;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.security.ClientAddress;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts wrong passwords for an e-mail address from one client address, wherever the password is kept. */
@Component
public class FailedLogins {

    private final AddressLimits limits;
    private final RateLimitPolicies policies;

    FailedLogins(AddressLimits limits, RateLimitPolicies policies) {
        this.limits = limits;
        this.policies = policies;
    }

    /**
     * Runs the attempt, unless there were too many wrong ones. Errors: {@code too-many-requests} and those of the
     * attempt.
     */
    public <T> Mono<T> counted(String email, ClientAddress address, Mono<T> attempt) {
        var account = EmailAddress.keyOf(email) + ' ';
        return limits.acquire(policies.failedLogins(), account, address)
                .flatMap(RateLimitDecision::orRefuse)
                .then(attempt)
                .delayUntil(success -> release(account, address))
                .onErrorResume(FailedLogins::isNoGuess, error -> release(account, address)
                        .then(Mono.error(error)));
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
                || (failure.code() != ProblemCode.WRONG_CREDENTIALS && failure.code() != ProblemCode.TOO_MANY_REQUESTS);
    }
}
