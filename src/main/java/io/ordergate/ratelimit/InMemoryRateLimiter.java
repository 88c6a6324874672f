package io.ordergate.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ratelimit.RateLimitPolicy.Window;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
    public Mono<Void> giveBack(RateLimitPolicy policy, String key, long count) {
        return Mono.fromRunnable(() -> windows(policy).forEach(window -> window.giveBack(key, count)));
    }

    private RateLimitDecision decide(RateLimitPolicy policy, String key) {
        var windows = windows(policy);
        var left = windows.stream().mapToLong(window -> window.take(key)).toArray();
        if (LongStream.of(left).allMatch(remaining -> remaining >= 0)) {
            var tightest = best(windows.size(), index -> -left[index]);
            return new RateLimitDecision(
                    policy,
                    true,
                    tightest,
                    left[tightest],
                    windows.get(tightest).reset(key));
        }
        IntStream.range(0, left.length).filter(index -> left[index] >= 0).forEach(index -> windows.get(index)
                .giveBack(key, 1));
        meters.counter("ordergate.limits.hit", "policy", policy.name()).increment();
        var longest = best(
                windows.size(),
                index -> left[index] < 0 ? windows.get(index).reset(key).toMillis() : -1);
        return new RateLimitDecision(
                policy, false, longest, 0, windows.get(longest).reset(key));
    }

    private static int best(int windows, IntToLongFunction merit) {
        return IntStream.range(0, windows)
                .boxed()
                .max(Comparator.comparingLong(merit::applyAsLong))
                .orElseThrow();
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
        private final Cache<String, Started> byKey;

        private record Started(Bucket bucket, long atMillis) {}

        WindowBuckets(Window window, Clock clock, long maxKeys) {
            this.window = window;
            this.clock = clock;
            this.byKey = Caffeine.newBuilder()
                    .maximumSize(maxKeys)
                    .expireAfterWrite(window.period())
                    .ticker(() -> clock.millis() * 1_000_000)
                    .build();
        }

        /** What is left after taking one, or -1 when there was none. */
        long take(String key) {
            var probe = byKey.get(key, absent -> start()).bucket().tryConsumeAndReturnRemaining(1);
            return probe.isConsumed() ? probe.getRemainingTokens() : -1;
        }

        void giveBack(String key, long count) {
            var started = byKey.getIfPresent(key);
            if (started != null) {
                started.bucket().addTokens(count);
            }
        }

        Duration reset(String key) {
            var started = byKey.getIfPresent(key);
            return started == null ? Duration.ZERO : window.period().minusMillis(clock.millis() - started.atMillis());
        }

        /** Refilled all at once when its time is over: trickling would let a sixth through before the hour has passed. */
        private Started start() {
            var limit = Bandwidth.builder()
                    .capacity(window.quota())
                    .refillIntervally(window.quota(), window.period())
                    .build();
            var bucket = Bucket.builder()
                    .withCustomTimePrecision(new ClockMeter(clock))
                    .addLimit(limit)
                    .build();
            return new Started(bucket, clock.millis());
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
