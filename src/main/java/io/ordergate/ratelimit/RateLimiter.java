package io.ordergate.ratelimit;

import java.util.List;
import reactor.core.publisher.Mono;

/** Where budgets are kept: in this process, or shared between nodes. */
public interface RateLimiter {

    /** What a policy leaves to one key. */
    record Budget(RateLimitPolicy policy, String key) {}

    /** Acquires one from every window of the key's budget, or from none. */
    Mono<RateLimitDecision> acquire(RateLimitPolicy policy, String key);

    /**
     * Acquires one from each of these budgets in turn, up to the first that is empty; the decisions of all that were asked. What
     * was acquired before an empty budget stays acquired.
     */
    Mono<List<RateLimitDecision>> acquire(List<Budget> budgets);

    /** Releases what was acquired and not used; never above the quota. */
    Mono<Void> release(RateLimitPolicy policy, String key, long count);
}
