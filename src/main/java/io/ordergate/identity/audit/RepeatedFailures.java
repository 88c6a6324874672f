package io.ordergate.identity.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * Distinguishes an attack from a typing error: failures are counted for each account and each address, on this node,
 * for a while.
 */
@Component
class RepeatedFailures {

    static final int SUSPICIOUS = 5;

    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int MOST_KEYS = 20_000;

    private final Cache<Object, AtomicInteger> counts;

    RepeatedFailures(Clock clock) {
        counts = Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterWrite(WINDOW)
                .ticker(() -> clock.millis() * 1_000_000)
                .build();
    }

    /** Counts a failure; true when this account or this address had many lately. */
    boolean isRepeated(SecurityEvent failure) {
        var ofAddress = count(failure.address());
        var ofAccount = failure.subjectId() == null ? 0 : count(failure.subjectId());
        return Math.max(ofAddress, ofAccount) >= SUSPICIOUS;
    }

    private int count(Object key) {
        return counts.get(key, absent -> new AtomicInteger()).incrementAndGet();
    }
}
