package io.ordergate.ratelimit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where budgets are kept: in this process, or shared between nodes. */
public interface RateLimiter {

    /** A budget: what a policy leaves to one key. With it the number that a call acquires or releases. */
    record Budget(RateLimitPolicy policy, String key, long count) {

        public Budget(RateLimitPolicy policy, String key) {
            this(policy, key, 1);
        }

        /** The same budget for another number. */
        public Budget times(long otherCount) {
            return new Budget(policy, key, otherCount);
        }

        /** The name of the budget in a store that all policies share. */
        String name() {
            return policy.name() + ' ' + key;
        }
    }

    /** Acquires one from every window of the key's budget, or from none. */
    default Mono<RateLimitDecision> acquire(RateLimitPolicy policy, String key) {
        return acquire(List.of(new Budget(policy, key))).map(decisions -> decisions.get(0));
    }

    /**
     * Acquires from all of these budgets or from none. The decisions: of all budgets when they were granted, else the last one is
     * the refusal, and those before it are of budgets that would have granted.
     */
    Mono<List<RateLimitDecision>> acquire(List<Budget> budgets);

    /** The refusal of one of these budgets that is known without asking a store; null for none. Nothing is acquired. */
    default @Nullable RateLimitDecision refusal(List<Budget> budgets) {
        return null;
    }

    /** Releases what was acquired and not used; never above the quota. */
    Mono<Void> release(List<Budget> budgets);
}
