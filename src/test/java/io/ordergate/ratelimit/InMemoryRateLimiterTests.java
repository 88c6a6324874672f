package io.ordergate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InMemoryRateLimiterTests extends RateLimiterContract {

    private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(clock, meters, 1000);

    @Override
    RateLimiter limiter() {
        return limiter;
    }

    @Override
    void age(Duration time) {}

    @Override
    Duration shortly() {
        return Duration.ofSeconds(1);
    }

    @ParameterizedTest
    @CsvSource({"0,3600", "1500,3599", "3599000,1", "3599999,1"})
    void saysHowLongToWait(long milliseconds, long seconds) {
        granted(5);
        clock.advance(Duration.ofMillis(milliseconds));
        assertThat(take().refusal().retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(take().headers()).containsEntry("RateLimit", "\"otp-phone\";r=0;t=" + seconds);
    }

    @Test
    void whatIsGivenBackWholeIsForgotten() {
        granted(2);
        assertThat(limiter.keys(POLICY)).isEqualTo(1);
        limiter.release(List.of(new RateLimiter.Budget(POLICY, key, 2))).block();
        assertThat(limiter.keys(POLICY)).isZero();
    }

    @Test
    void whoIsRefusedForAnotherReasonLeavesNoEntry() {
        var narrow = RateLimitPolicy.parse("client", "1/1h");
        var call = List.of(new RateLimiter.Budget(narrow, "client"), new RateLimiter.Budget(POLICY, key));
        for (var phone = 0; phone < 100; phone++) {
            limiter.acquire(List.of(call.get(0), new RateLimiter.Budget(POLICY, "phone " + phone)))
                    .block();
        }
        assertThat(limiter.keys(narrow)).isEqualTo(1);
        assertThat(limiter.keys(POLICY)).as("only the call that was granted").isEqualTo(1);
    }

    @Test
    void nobodyGetsRidOfACountByFillingTheMap() {
        granted(5);
        for (var other = 0; other < 50_000; other++) {
            limiter.acquire(POLICY, "other " + other).block();
        }
        assertThat(take().granted()).isFalse();
        assertThat(limiter.keys(POLICY)).isLessThanOrEqualTo(1000 + 1024);
    }

    @Test
    void newcomersToAFullMapShareCountsUntilTheWindowsAreOver() {
        for (var other = 0; other < 50_000; other++) {
            limiter.acquire(POLICY, "other " + other).block();
        }
        assertThat(take().granted()).as("shared, and used up").isFalse();
        clock.advance(Duration.ofHours(1));
        for (var call = 0; call < 200; call++) {
            limiter.acquire(POLICY, "sweeping " + call).block();
        }
        clock.advance(Duration.ofDays(1));
        for (var call = 0; call < 200; call++) {
            limiter.acquire(POLICY, "sweeping " + call).block();
        }
        assertThat(granted(6)).as("a count of its own").isEqualTo(5);
        assertThat(limiter.keys(POLICY)).isLessThan(1000);
    }
}
