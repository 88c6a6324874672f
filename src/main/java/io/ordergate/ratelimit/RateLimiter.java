package io.ordergate.ratelimit;

import reactor.core.publisher.Mono;

/** Where budgets are kept: in this process, or shared between nodes. */
public interface RateLimiter {

    /** Takes one from every window of the key's budget, or from none. */
    Mono<RateLimitDecision> take(RateLimitPolicy policy, String key);

    /** Puts what was taken back, because it was not used; never above the quota. */
    Mono<Void> giveBack(RateLimitPolicy policy, String key, long count);
}
