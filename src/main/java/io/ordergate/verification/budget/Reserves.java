package io.ordergate.verification.budget;

import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.verification.budget.TextCost.Claim;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The reserves that serve honest callers when strangers have used a budget up. */
@Component
class Reserves {

    /** The most texts of a phone that one client may request when others have used the phone's budget up. */
    private static final long FROM_RESERVE = 2;

    private final KnownCallers known;
    private final RateLimitPolicies policies;

    Reserves(KnownCallers known, RateLimitPolicies policies) {
        this.known = known;
        this.policies = policies;
    }

    /** The reserve that stands in for a refused budget, if this request has a share in the reserve. */
    Mono<Claim> of(TextCost cost, Claim refused, RateLimitDecision refusal) {
        if (refused.standsFor() != null) {
            return Mono.empty();
        }
        return switch (refused.reason()) {
            case PHONE_BUDGET ->
                cost.own() <= FROM_RESERVE && refused.budget().policy() != policies.sendsPerCaller()
                        ? Mono.just(new Claim(
                                new Budget(
                                        policies.sendsPerPhoneReserve(),
                                        refused.budget().key()),
                                refused.reason(),
                                refusal))
                        : Mono.empty();
            case COUNTRY_BUDGET, TOTAL_BUDGET ->
                known.contain(cost.asked())
                        .filter(isKnown -> isKnown)
                        .map(isKnown -> new Claim(
                                new Budget(
                                        policies.outstandingReserve(),
                                        cost.asked().to().country()),
                                refused.reason(),
                                refusal));
            default -> Mono.empty();
        };
    }
}
