package io.ordergate.ordering;

import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimitPolicy;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** How many orders somebody may place without a code: each of them may be texted about. */
@Component
class OrderBudgets {

    private final RateLimiter limiter;
    private final RateLimitPolicies policies;

    OrderBudgets(RateLimiter limiter, RateLimitPolicies policies) {
        this.limiter = limiter;
        this.policies = policies;
    }

    /** Takes one order of the caller's, for this phone. Errors: {@code too-many-requests}. */
    Mono<Void> take(Caller caller, @Nullable String phone) {
        return takeOfAccount(caller).then(Mono.defer(() -> takeOfPhone(caller, phone)));
    }

    /** Those who work for the shop take orders all day. */
    private Mono<Void> takeOfAccount(Caller caller) {
        var account = caller.account();
        return account == null || account.role() != Role.CUSTOMER
                ? Mono.empty()
                : take(policies.ordersPerAccount(), account.id().toString());
    }

    /** Orders by strangers for a phone do not count among those of whoever has proven to hold it. */
    private Mono<Void> takeOfPhone(Caller caller, @Nullable String phone) {
        return phone == null
                ? Mono.empty()
                : take(policies.ordersPerPhone(), phone.equals(caller.phone()) ? phone : "said " + phone);
    }

    private Mono<Void> take(RateLimitPolicy policy, String key) {
        return limiter.take(policy, key).flatMap(RateLimitDecision::orRefuse).then();
    }
}
