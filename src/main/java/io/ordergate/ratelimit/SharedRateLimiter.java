package io.ordergate.ratelimit;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A store of all nodes, with the node's memory before and behind: refusals are remembered, and while the store does not answer each
 * node counts alone, with its share of the quotas. A limit that fails must neither stop the sales nor be none.
 */
class SharedRateLimiter implements RateLimiter {

    /** After this many failures in a row it is not a call that was slow, but the store. */
    private static final int FAILURES = 3;

    /** Then the store is not asked for this time, so that nobody waits for it again and again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(SharedRateLimiter.class);

    private final RateLimiter store;
    private final RateLimiter memory;
    private final int nodes;
    private final Refusals refusals;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<RateLimitPolicy, RateLimitPolicy> shares = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicBoolean isDown = new AtomicBoolean();
    private volatile long pausedUntil;

    SharedRateLimiter(
            RateLimiter store, RateLimiter memory, int nodes, Refusals refusals, Clock clock, MeterRegistry meters) {
        this.store = store;
        this.memory = memory;
        this.nodes = nodes;
        this.refusals = refusals;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public Mono<List<RateLimitDecision>> acquire(List<Budget> budgets) {
        return Mono.defer(() -> {
            var refusal = remembered(budgets);
            if (refusal != null) {
                return Mono.just(List.of(refusal));
            }
            return isPaused()
                    ? acquireAlone(budgets)
                    : store.acquire(budgets)
                            .doOnNext(decisions -> succeeded())
                            .map(decisions -> refusals.record(budgets, decisions))
                            .onErrorResume(error -> {
                                failed(error);
                                return acquireAlone(budgets);
                            });
        });
    }

    @Override
    public @Nullable RateLimitDecision refusal(List<Budget> budgets) {
        var refusal = remembered(budgets);
        return refusal == null && isPaused() ? refusalAlone(budgets) : refusal;
    }

    private @Nullable RateLimitDecision remembered(List<Budget> budgets) {
        var refusal = refusals.of(budgets);
        if (refusal != null) {
            refusals.count(refusal);
        }
        return refusal;
    }

    private @Nullable RateLimitDecision refusalAlone(List<Budget> budgets) {
        for (var budget : budgets) {
            var refusal = memory.refusal(shares(List.of(budget)));
            if (refusal != null) {
                return refusal.of(budget.policy());
            }
        }
        return null;
    }

    @Override
    public Mono<Void> release(List<Budget> budgets) {
        return Mono.defer(() -> {
            refusals.forget(budgets);
            return isPaused()
                    ? memory.release(shares(budgets))
                    : store.release(budgets).onErrorResume(error -> {
                        failed(error);
                        return memory.release(shares(budgets));
                    });
        });
    }

    private Mono<List<RateLimitDecision>> acquireAlone(List<Budget> budgets) {
        meters.counter("ordergate.limits.alone").increment();
        return memory.acquire(shares(budgets)).map(decisions -> ofWhole(budgets, decisions));
    }

    /** The same decisions by the policies that the caller knows. */
    private static List<RateLimitDecision> ofWhole(List<Budget> budgets, List<RateLimitDecision> decisions) {
        return IntStream.range(0, decisions.size())
                .mapToObj(place -> decisions.get(place).of(budgets.get(place).policy()))
                .toList();
    }

    private List<Budget> shares(List<Budget> budgets) {
        return budgets.stream()
                .map(budget -> new Budget(
                        shares.computeIfAbsent(budget.policy(), policy -> policy.share(nodes)),
                        budget.key(),
                        budget.count()))
                .toList();
    }

    private boolean isPaused() {
        return clock.millis() < pausedUntil;
    }

    private void succeeded() {
        failures.set(0);
        if (isDown.compareAndSet(true, false)) {
            log.info("The store of budgets answers again: all nodes count together");
        }
    }

    private void failed(Throwable error) {
        if (failures.incrementAndGet() < FAILURES) {
            log.debug("A call of the store of budgets failed, and counts alone", error);
            return;
        }
        pausedUntil = clock.millis() + PAUSE.toMillis();
        if (isDown.compareAndSet(false, true)) {
            log.warn(
                    "The store of budgets does not answer: each node counts alone, with its share of {} nodes",
                    nodes,
                    error);
        }
    }
}
