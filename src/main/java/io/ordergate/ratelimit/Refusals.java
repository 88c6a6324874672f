package io.ordergate.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ratelimit.RateLimiter.Budget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a second which budgets the store has refused, so that a flood costs the store one call a second and key. Not longer:
 * a code that is typed back at another node makes room there, and nobody tells this node.
 */
class Refusals {

    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final long MOST = 100_000;

    private final Cache<String, Refusal> refusals =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    private final Clock clock;
    private final MeterRegistry meters;

    /** A refusal, the end of its window, and how long it is not asked about again. */
    private record Refusal(RateLimitDecision decision, long count, Instant end, Instant until) {

        RateLimitDecision at(Instant now) {
            return new RateLimitDecision(decision.policy(), false, decision.window(), 0, Duration.between(now, end));
        }
    }

    Refusals(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** A refusal of one of these budgets that still stands; null where there is none, and the store has to be asked. */
    @Nullable
    RateLimitDecision of(List<Budget> budgets) {
        var now = clock.instant();
        for (var budget : budgets) {
            var refusal = refusals.getIfPresent(budget.name());
            if (refusal != null && now.isBefore(refusal.until()) && budget.count() >= refusal.count()) {
                return refusal.at(now);
            }
        }
        return null;
    }

    /** Counts and remembers a refusal, if the last of these decisions is one. */
    List<RateLimitDecision> record(List<Budget> budgets, List<RateLimitDecision> decisions) {
        var last = decisions.size() - 1;
        if (last >= 0 && !decisions.get(last).granted()) {
            var decision = decisions.get(last);
            var budget = budgets.get(last);
            var now = clock.instant();
            var end = now.plus(decision.reset());
            var until = now.plus(REMEMBERED);
            refusals.put(budget.name(), new Refusal(decision, budget.count(), end, until.isBefore(end) ? until : end));
            count(decision);
        }
        return decisions;
    }

    /** Counts a refusal, whoever has decided. */
    void count(RateLimitDecision refusal) {
        meters.counter("ordergate.limits.hit", "policy", refusal.policy().name())
                .increment();
    }

    /** Forgets what was refused of these budgets: there is room again. */
    void forget(List<Budget> budgets) {
        budgets.forEach(budget -> refusals.invalidate(budget.name()));
    }
}
