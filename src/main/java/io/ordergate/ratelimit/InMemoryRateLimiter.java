package io.ordergate.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketListener;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LockFreeBucket;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ratelimit.RateLimitPolicy.Window;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * Budgets of one node: a Bucket4j bucket for each key and window, in bounded caches. A window starts with the first take
 * and its bucket is forgotten when the window is over.
 */
class InMemoryRateLimiter implements RateLimiter {

    private final Map<RateLimitPolicy, List<WindowBuckets>> buckets = new ConcurrentHashMap<>();
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
    public Mono<List<RateLimitDecision>> take(List<Budget> budgets) {
        return Mono.fromSupplier(() -> decide(budgets));
    }

    private List<RateLimitDecision> decide(List<Budget> budgets) {
        var decisions = new ArrayList<RateLimitDecision>(budgets.size());
        for (var budget : budgets) {
            var decision = decide(budget.policy(), budget.key());
            decisions.add(decision);
            if (!decision.granted()) {
                break;
            }
        }
        return decisions;
    }

    @Override
    public Mono<Void> giveBack(RateLimitPolicy policy, String key, long count) {
        return Mono.fromRunnable(() -> windows(policy).forEach(window -> window.giveBack(key, count)));
    }

    private RateLimitDecision decide(RateLimitPolicy policy, String key) {
        var windows = windows(policy);
        var taken = new Started[windows.size()];
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
            RateLimitPolicy policy, List<WindowBuckets> windows, Started[] taken, long[] left) {
        var longest = 0;
        var wait = Duration.ZERO;
        for (var window = 0; window < taken.length; window++) {
            if (left[window] >= 0) {
                taken[window].addTokens(1);
            } else if (windows.get(window).reset(taken[window]).compareTo(wait) > 0) {
                longest = window;
                wait = windows.get(window).reset(taken[window]);
            }
        }
        meters.counter("ordergate.limits.hit", "policy", policy.name()).increment();
        return new RateLimitDecision(policy, false, longest, 0, wait);
    }

    private List<WindowBuckets> windows(RateLimitPolicy policy) {
        var known = buckets.get(policy);
        return known != null
                ? known
                : buckets.computeIfAbsent(policy, added -> added.windows().stream()
                        .map(window -> new WindowBuckets(window, clock, maxKeys))
                        .toList());
    }

    /** The buckets of one window of a policy. */
    private static final class WindowBuckets {

        private final Window window;
        private final Clock clock;
        private final BucketConfiguration limit;
        private final TimeMeter time;
        private final Cache<String, Started> byKey;

        WindowBuckets(Window window, Clock clock, long maxKeys) {
            this.window = window;
            this.clock = clock;
            this.limit = limit(window);
            this.time = new ClockMeter(clock);
            this.byKey = Caffeine.newBuilder()
                    .maximumSize(maxKeys)
                    .expireAfterWrite(window.period())
                    .ticker(() -> clock.millis() * 1_000_000)
                    .executor(Runnable::run) // its upkeep is shorter than waking another thread for it
                    .build();
        }

        Started of(String key) {
            return byKey.get(key, absent -> new Started(limit, time, clock.millis()));
        }

        void giveBack(String key, long count) {
            var started = byKey.getIfPresent(key);
            if (started != null) {
                started.addTokens(count);
            }
        }

        Duration reset(Started bucket) {
            return window.period().minusMillis(clock.millis() - bucket.atMillis);
        }

        /** Refilled all at once when its time is over: trickling would let a sixth through before the hour has passed. */
        private static BucketConfiguration limit(Window window) {
            return BucketConfiguration.builder()
                    .addLimit(bandwidth ->
                            bandwidth.capacity(window.quota()).refillIntervally(window.quota(), window.period()))
                    .build();
        }
    }

    /** What one key has left. There may be hundreds of thousands, so all that can be shared is shared. */
    private static final class Started extends LockFreeBucket {

        private final long atMillis;

        Started(BucketConfiguration limit, TimeMeter time, long atMillis) {
            super(limit, MathType.INTEGER_64_BITS, time, BucketListener.NOPE);
            this.atMillis = atMillis;
        }

        /** What is left after taking one, or -1 when there was none. */
        long take() {
            var probe = tryConsumeAndReturnRemaining(1);
            return probe.isConsumed() ? probe.getRemainingTokens() : -1;
        }
    }

    private record ClockMeter(Clock clock) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return clock.millis() * 1_000_000;
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
