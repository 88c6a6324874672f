package io.ordergate.ratelimit;

import io.ordergate.ratelimit.RateLimitPolicy.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Asks for each budget where the budgets of its scope are kept: first in the node, then in a lease, then in the store. */
class ScopedRateLimiter implements RateLimiter {

    private final RateLimiter node;
    private final RateLimiter leased;
    private final RateLimiter shared;

    /** One limiter may keep the budgets of two scopes, and gets them in one call. */
    private final List<RateLimiter> limiters;

    /** The budgets that one limiter keeps. */
    private record Part(RateLimiter limiter, List<Budget> budgets) {}

    ScopedRateLimiter(RateLimiter node, RateLimiter leased, RateLimiter shared) {
        this.node = node;
        this.leased = leased;
        this.shared = shared;
        this.limiters = Stream.of(node, leased, shared).distinct().toList();
    }

    @Override
    public Mono<List<RateLimitDecision>> acquire(List<Budget> budgets) {
        return acquire(parts(budgets), 0);
    }

    @Override
    public @Nullable RateLimitDecision refusal(List<Budget> budgets) {
        return parts(budgets).stream()
                .map(part -> part.limiter().refusal(part.budgets()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Mono<Void> release(List<Budget> budgets) {
        return releaseParts(parts(budgets));
    }

    private Mono<List<RateLimitDecision>> acquire(List<Part> parts, int place) {
        if (place == parts.size()) {
            return Mono.just(List.of());
        }
        var part = parts.get(place);
        return part.limiter()
                .acquire(part.budgets())
                .flatMap(decisions -> isGranted(decisions)
                        ? acquire(parts, place + 1).map(rest -> join(decisions, rest))
                        : releaseParts(parts.subList(0, place)).thenReturn(decisions));
    }

    private static Mono<Void> releaseParts(List<Part> parts) {
        return Mono.whenDelayError(parts.stream()
                .map(part -> part.limiter().release(part.budgets()))
                .toList());
    }

    private List<Part> parts(List<Budget> budgets) {
        var parts = new ArrayList<Part>(limiters.size());
        for (var limiter : limiters) {
            var kept = budgets.stream()
                    .filter(budget -> of(budget.policy().scope()) == limiter)
                    .toList();
            if (!kept.isEmpty()) {
                parts.add(new Part(limiter, kept));
            }
        }
        return parts;
    }

    private RateLimiter of(Scope scope) {
        return switch (scope) {
            case NODE -> node;
            case LEASED -> leased;
            case SHARED -> shared;
        };
    }

    private static boolean isGranted(List<RateLimitDecision> decisions) {
        return decisions.get(decisions.size() - 1).granted();
    }

    private static List<RateLimitDecision> join(List<RateLimitDecision> some, List<RateLimitDecision> others) {
        var all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }
}
