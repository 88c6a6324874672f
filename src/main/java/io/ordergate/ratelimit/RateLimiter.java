package io.ordergate.ratelimit;

import reactor.core.publisher.Mono;

/** Where budgets are kept: in this process, or shared between nodes. */
public interface RateLimiter {

    /** Takes one from the key's budget, all windows of the policy at once or none. */
    Mono<RateLimitDecision> take(RateLimitPolicy policy, String key);

    /** Puts what was taken back, because it was not used; never above the quota. */
    Mono<Void> giveBack(RateLimitPolicy policy, String key, long count);
}
