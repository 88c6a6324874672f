package io.ordergate.ordering;

import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimitPolicy;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Limits how many orders somebody may place without a code: a text may be sent about each of them. */
@Component
class OrderBudgets {

    private final RateLimiter limiter;
    private final RateLimitPolicies policies;

    OrderBudgets(RateLimiter limiter, RateLimitPolicies policies) {
        this.limiter = limiter;
        this.policies = policies;
    }

    /** Acquires one order of the caller's, for this phone. Errors: {@code too-many-requests}. */
    Mono<Void> acquire(Caller caller, @Nullable PhoneNumber phone) {
        return acquireOfAccount(caller).then(Mono.defer(() -> acquireOfPhone(caller, phone)));
    }

    /** Customers have a budget; staff take orders all day. */
    private Mono<Void> acquireOfAccount(Caller caller) {
        var account = caller.account();
        return account == null || account.role() != Role.CUSTOMER
                ? Mono.empty()
                : acquire(policies.ordersPerAccount(), account.id().toString());
    }

    private Mono<Void> acquireOfPhone(Caller caller, @Nullable PhoneNumber phone) {
        return phone == null ? Mono.empty() : acquire(policies.ordersPerPhone(), key(caller, phone));
    }

    /**
     * The key of a phone: orders by strangers do not count among those of the caller who has proven to hold the phone.
     */
    private static String key(Caller caller, PhoneNumber phone) {
        return phone.equals(caller.phone()) ? phone.e164() : "said " + phone.e164();
    }

    private Mono<Void> acquire(RateLimitPolicy policy, String key) {
        return limiter.acquire(policy, key).flatMap(RateLimitDecision::orRefuse).then();
    }
}
