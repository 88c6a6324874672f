package io.ordergate.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ratelimit.RateLimitPolicy.Window;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/**
 * Budgets of one node: a counter for each key and window, in bounded caches. A window starts with the first take and its
 * counter is forgotten when the window is over.
 */
class InMemoryRateLimiter implements RateLimiter {

    private final Map<RateLimitPolicy, List<WindowCounters>> counters = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private final Clock clock;
    private final long maxKeys;

    InMemoryRateLimiter(Clock clock, MeterRegistry meters, long maxKeys) {
        this.clock = clock;
        this.meters = meters;
        this.maxKeys = maxKeys;
    }

    @Override
    public Mono<RateLimitDecision> take(RateLimitPolicy policy, String key) {
        return Mono.fromSupplier(() -> decide(policy, key));
    }

    @Override
    public Mono<Void> giveBack(RateLimitPolicy policy, String key, long count) {
        return Mono.fromRunnable(() -> windows(policy).forEach(window -> window.giveBack(key, count)));
    }

    private RateLimitDecision decide(RateLimitPolicy policy, String key) {
        var windows = windows(policy);
        var taken = new Counter[windows.size()];
        var left = new long[taken.length];
        var tightest = 0;
        for (var window = 0; window < taken.length; window++) {
            taken[window] = windows.get(window).of(key);
            left[window] = taken[window].take();
            tightest = left[window] < left[tightest] ? window : tightest;
        }
        return left[tightest] < 0
                ? refusal(policy, windows, taken, left)
                : new RateLimitDecision(
                        policy,
                        true,
                        tightest,
                        left[tightest],
                        windows.get(tightest).reset(taken[tightest]));
    }

    /** What was taken from windows that had some left is put back; the client is told of the one it has to wait for longest. */
    private RateLimitDecision refusal(
            RateLimitPolicy policy, List<WindowCounters> windows, Counter[] taken, long[] left) {
        var longest = 0;
        var wait = Duration.ZERO;
        for (var window = 0; window < taken.length; window++) {
            if (left[window] >= 0) {
                windows.get(window).giveBack(taken[window], 1);
            } else if (windows.get(window).reset(taken[window]).compareTo(wait) > 0) {
                longest = window;
                wait = windows.get(window).reset(taken[window]);
            }
        }
        meters.counter("ordergate.limits.hit", "policy", policy.name()).increment();
        return new RateLimitDecision(policy, false, longest, 0, wait);
    }

    private List<WindowCounters> windows(RateLimitPolicy policy) {
        var known = counters.get(policy);
        return known != null
                ? known
                : counters.computeIfAbsent(policy, added -> added.windows().stream()
                        .map(window -> new WindowCounters(window, clock, maxKeys))
                        .toList());
    }

    /** The counters of one window of a policy. */
    private static final class WindowCounters {

        private final Window window;
        private final Clock clock;
        private final Cache<String, Counter> byKey;

        WindowCounters(Window window, Clock clock, long maxKeys) {
            this.window = window;
            this.clock = clock;
            this.byKey = Caffeine.newBuilder()
                    .maximumSize(maxKeys)
                    .expireAfterWrite(window.period())
                    .ticker(() -> clock.millis() * 1_000_000)
                    .executor(Runnable::run) // its upkeep is shorter than waking another thread for it
                    .build();
        }

        Counter of(String key) {
            return byKey.get(key, absent -> new Counter(window.quota(), clock.millis()));
        }

        void giveBack(String key, long count) {
            var counter = byKey.getIfPresent(key);
            if (counter != null) {
                giveBack(counter, count);
            }
        }

        void giveBack(Counter counter, long count) {
            counter.updateAndGet(left -> Math.min(window.quota(), left + count));
        }

        Duration reset(Counter counter) {
            return window.period().minusMillis(clock.millis() - counter.startedAt);
        }
    }

    /** What one key has left. There may be hundreds of thousands, so it is one small object. */
    private static final class Counter extends AtomicLong {

        private final long startedAt;

        Counter(long quota, long startedAt) {
            super(quota);
            this.startedAt = startedAt;
        }

        /** What is left after taking one, or -1 when there was none. */
        long take() {
            return getAndUpdate(left -> Math.max(left - 1, 0)) - 1;
        }
    }
}
