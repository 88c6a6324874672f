package io.ordergate.ratelimit;

import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Acquires from the budgets of a client address and of the networks around it: from all or from none. */
@Component
public class AddressLimits {

    private final RateLimiter limiter;

    AddressLimits(RateLimiter limiter) {
        this.limiter = limiter;
    }

    /** Acquires one for an address; the decision of the address itself, or of the network around it that is used up. */
    public Mono<RateLimitDecision> acquire(AddressPolicy policy, ClientAddress address) {
        return acquire(policy.budgets(address));
    }

    /** Acquires one for an address and a subject, such as an account. */
    public Mono<RateLimitDecision> acquire(AddressPolicy policy, String subject, ClientAddress address) {
        return acquire(policy.budgets(subject, address));
    }

    /** Releases one. */
    public Mono<Void> release(AddressPolicy policy, ClientAddress address) {
        return limiter.release(policy.budgets(address));
    }

    /** Releases one for an address and a subject. */
    public Mono<Void> release(AddressPolicy policy, String subject, ClientAddress address) {
        return limiter.release(policy.budgets(subject, address));
    }

    private Mono<RateLimitDecision> acquire(List<Budget> budgets) {
        return limiter.acquire(budgets).map(decisions -> decisions.get(decisions.size() - 1));
    }
}
