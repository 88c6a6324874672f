package io.ordergate.ratelimit;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ratelimit.RateLimitPolicy.Window;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Budgets of one node: for each key and window a count, in bounded maps. A window starts with the first take. */
class InMemoryRateLimiter implements RateLimiter {

    private final Map<RateLimitPolicy, List<WindowCounts>> counts = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private final Clock clock;
    private final long maxKeys;

    InMemoryRateLimiter(Clock clock, MeterRegistry meters, long maxKeys) {
        this.clock = clock;
        this.meters = meters;
        this.maxKeys = maxKeys;
    }

    @Override
    public Mono<List<RateLimitDecision>> acquire(List<Budget> budgets) {
        return Mono.fromSupplier(() -> decide(budgets));
    }

    @Override
    public Mono<Void> release(List<Budget> budgets) {
        return Mono.fromRunnable(() -> budgets.forEach(this::put));
    }

    @Override
    public synchronized @Nullable RateLimitDecision refusal(List<Budget> budgets) {
        var decisions = decide(budgets);
        var last = decisions.isEmpty() ? null : decisions.get(decisions.size() - 1);
        if (last != null && last.granted()) {
            budgets.forEach(this::put);
            return null;
        }
        return last;
    }

    private synchronized void put(Budget budget) {
        windows(budget.policy()).forEach(window -> window.release(budget.key(), budget.count()));
    }

    /** How many keys are counted for a policy, in its first window. */
    long keys(RateLimitPolicy policy) {
        return windows(policy).get(0).size();
    }

    /** One call at a time, for some microseconds: what a call takes and puts back must not make another one be refused. */
    private synchronized List<RateLimitDecision> decide(List<Budget> budgets) {
        var decisions = new ArrayList<RateLimitDecision>(budgets.size());
        for (var budget : budgets) {
            var decision = decide(budget);
            if (!decision.granted()) {
                budgets.subList(0, decisions.size()).forEach(this::put);
                decisions.add(decision);
                break;
            }
            decisions.add(decision);
        }
        return decisions;
    }

    private RateLimitDecision decide(Budget budget) {
        var policy = budget.policy();
        var windows = windows(policy);
        var taken = new WindowState[windows.size()];
        var tightest = 0;
        for (var window = 0; window < taken.length; window++) {
            taken[window] = windows.get(window).acquire(budget.key(), budget.count());
            tightest = taken[window].left < taken[tightest].left ? window : tightest;
        }
        return taken[tightest].left < 0
                ? refusal(budget, windows, taken)
                : new RateLimitDecision(policy, true, tightest, taken[tightest].left, taken[tightest].reset);
    }

    /** What was taken from windows that had some left is put back; the client is told of the one it has to wait for longest. */
    private RateLimitDecision refusal(Budget budget, List<WindowCounts> windows, WindowState[] taken) {
        var longest = 0;
        var wait = Duration.ZERO;
        for (var window = 0; window < taken.length; window++) {
            if (taken[window].left >= 0) {
                windows.get(window).release(budget.key(), budget.count());
            } else if (taken[window].reset.compareTo(wait) > 0) {
                longest = window;
                wait = taken[window].reset;
            }
        }
        meters.counter("ordergate.limits.hit", "policy", budget.policy().name()).increment();
        return new RateLimitDecision(budget.policy(), false, longest, 0, wait);
    }

    private List<WindowCounts> windows(RateLimitPolicy policy) {
        var known = counts.get(policy);
        return known != null
                ? known
                : counts.computeIfAbsent(policy, added -> added.windows().stream()
                        .map(window -> new WindowCounts(window, clock, maxKeys))
                        .toList());
    }

    /**
     * What a take has left, or -1 when there was nothing to take.
     *
     * @param reset time until the window starts anew
     */
    private record WindowState(long left, Duration reset) {}

    /**
     * The counts of one window of a policy. One that somebody has taken from stays until its window is over: so nobody gets rid of
     * a count by filling the map with others. Where the map is full, a new key shares one of a fixed number of counts with other
     * new keys.
     */
    private static final class WindowCounts {

        private static final int SHARED = 1024;
        private static final int STEPS = 4;
        private static final int STEPS_WHEN_FULL = 64;

        private final Map<String, Count> byKey = new ConcurrentHashMap<>();
        private final Sweep sweep = new Sweep(byKey);
        private final Clock clock;
        private final long quota;
        private final long period;
        private final long maxKeys;

        WindowCounts(Window window, Clock clock, long maxKeys) {
            this.clock = clock;
            this.quota = window.quota();
            this.period = window.period().toMillis();
            this.maxKeys = maxKeys;
        }

        WindowState acquire(String key, long count) {
            var now = clock.millis();
            var left = new long[1];
            var after = byKey.compute(place(key, now), (place, known) -> {
                var current = known == null || known.isOver(now) ? new Count(now + period, 0) : known;
                left[0] = quota - current.taken - count;
                return left[0] < 0 ? current : new Count(current.until, current.taken + count);
            });
            return new WindowState(left[0], Duration.ofMillis(after.until - now));
        }

        /** A count that nothing is taken from any more is as good as none. */
        void release(String key, long count) {
            byKey.computeIfPresent(
                    byKey.containsKey(key) ? key : shared(key),
                    (place, known) -> known.taken <= count ? null : new Count(known.until, known.taken - count));
        }

        long size() {
            return byKey.size();
        }

        private String place(String key, long now) {
            if (byKey.containsKey(key)) {
                return key;
            }
            sweep.removeOver(now, byKey.size() < maxKeys ? STEPS : STEPS_WHEN_FULL);
            return byKey.size() < maxKeys ? key : shared(key);
        }

        /** Its first character is in no key. */
        private static String shared(String key) {
            return "\u0000" + Math.floorMod(key.hashCode(), SHARED);
        }
    }

    /** Removes what is over, a few counts at a time, so that no caller pays for all of them. */
    private static final class Sweep {

        private final Map<String, Count> counts;
        private final AtomicBoolean busy = new AtomicBoolean();
        private Iterator<Count> next = Collections.emptyIterator();

        Sweep(Map<String, Count> counts) {
            this.counts = counts;
        }

        void removeOver(long now, int steps) {
            if (busy.compareAndSet(false, true)) {
                for (var step = 0; step < steps; step++) {
                    next = next.hasNext() ? next : counts.values().iterator();
                    if (next.hasNext() && next.next().isOver(now)) {
                        next.remove();
                    }
                }
                busy.set(false);
            }
        }
    }

    /** What one key has taken, and when that is forgotten. */
    private record Count(long until, long taken) {

        boolean isOver(long now) {
            return now >= until;
        }
    }
}
