package io.ordergate.ratelimit;

import java.util.List;
import reactor.core.publisher.Mono;

/** Where budgets are kept: in this process, or shared between nodes. */
public interface RateLimiter {

    /** What a policy leaves to one key. */
    record Budget(RateLimitPolicy policy, String key) {}

    /** Takes one from every window of the key's budget, or from none. */
    Mono<RateLimitDecision> acquire(RateLimitPolicy policy, String key);

    /**
     * Takes one from each of these budgets in turn, up to the first that is empty; what each said that was asked. Those before
     * an empty one stay taken.
     */
    Mono<List<RateLimitDecision>> acquire(List<Budget> budgets);

    /** Puts what was taken back, because it was not used; never above the quota. */
    Mono<Void> release(RateLimitPolicy policy, String key, long count);
}
