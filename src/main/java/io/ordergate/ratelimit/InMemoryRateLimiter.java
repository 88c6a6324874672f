package io.ordergate.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** Budgets of one node: a Bucket4j bucket a key, in a bounded cache that forgets a key once its budget is whole again. */
class InMemoryRateLimiter implements RateLimiter {

    private final Map<RateLimitPolicy, Cache<String, Bucket>> buckets = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private final TimeMeter time;
    private final long maxKeys;

    InMemoryRateLimiter(Clock clock, MeterRegistry meters, long maxKeys) {
        this.meters = meters;
        this.time = new ClockMeter(clock);
        this.maxKeys = maxKeys;
    }

    @Override
    public Mono<RateLimitDecision> take(RateLimitPolicy policy, String key) {
        return Mono.fromSupplier(() -> decide(policy, key));
    }

    @Override
    public Mono<Void> giveBack(RateLimitPolicy policy, String key, long count) {
        return Mono.fromRunnable(() -> bucket(policy, key).addTokens(count));
    }

    private RateLimitDecision decide(RateLimitPolicy policy, String key) {
        var probe = bucket(policy, key).tryConsumeAndReturnRemaining(1);
        var wait = probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill();
        if (!probe.isConsumed()) {
            meters.counter("ordergate.limits.hit", "policy", policy.name()).increment();
        }
        return new RateLimitDecision(policy, probe.isConsumed(), probe.getRemainingTokens(), Duration.ofNanos(wait));
    }

    private Bucket bucket(RateLimitPolicy policy, String key) {
        return cache(policy).get(key, absent -> newBucket(policy));
    }

    private Cache<String, Bucket> cache(RateLimitPolicy policy) {
        var known = buckets.get(policy);
        return known != null ? known : buckets.computeIfAbsent(policy, this::newCache);
    }

    private Cache<String, Bucket> newCache(RateLimitPolicy policy) {
        return Caffeine.newBuilder()
                .maximumSize(maxKeys)
                .expireAfterAccess(policy.longestPeriod())
                .build();
    }

    /** Refilled all at once when its time is over: trickling would let a sixth through before the hour has passed. */
    private Bucket newBucket(RateLimitPolicy policy) {
        var bucket = Bucket.builder().withCustomTimePrecision(time);
        for (var window : policy.windows()) {
            bucket.addLimit(Bandwidth.builder()
                    .capacity(window.quota())
                    .refillIntervally(window.quota(), window.period())
                    .build());
        }
        return bucket.build();
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
