package io.ordergate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.support.Failure;
import io.ordergate.support.MutableClock;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class InMemoryRateLimiterTests {

    private static final RateLimitPolicy POLICY = RateLimitPolicy.parse("otp-phone", "5/1h,10/1d");
    private static final String KEY = "order:+8801700000001";

    private final MutableClock clock = MutableClock.at("2024-09-21T12:30:00Z");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(clock, meters, 1000);

    @Test
    void refusesTheSixthWithinAnHour() {
        assertThat(granted(5)).isEqualTo(5);
        assertThat(take().granted()).isFalse();
        clock.advance(Duration.ofMinutes(59));
        assertThat(take().granted()).isFalse();
        clock.advance(Duration.ofSeconds(59));
        assertThat(take().granted()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(granted(6)).isEqualTo(5);
    }

    @Test
    void countsTheHourFromTheFirstEvenWhenTheOthersCameLate() {
        assertThat(granted(1)).isEqualTo(1);
        clock.advance(Duration.ofMinutes(59));
        assertThat(granted(5)).isEqualTo(4);
    }

    @Test
    void refusesTheEleventhWithinADay() {
        assertThat(granted(5)).isEqualTo(5);
        clock.advance(Duration.ofHours(2));
        assertThat(granted(5)).isEqualTo(5);
        clock.advance(Duration.ofHours(2));
        assertThat(take().granted()).isFalse();
        clock.advance(Duration.ofMinutes(19 * 60 + 59));
        assertThat(take().granted()).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(granted(6)).isEqualTo(5);
    }

    @Test
    void aRefusedOneCostsNothing() {
        granted(100);
        clock.advance(Duration.ofHours(1));
        assertThat(granted(100)).isEqualTo(5);
        clock.advance(Duration.ofHours(23));
        assertThat(granted(100)).isEqualTo(5);
    }

    @Test
    void keysAndPoliciesHaveBudgetsOfTheirOwn() {
        granted(5);
        StepVerifier.create(limiter.acquire(POLICY, KEY + "0"))
                .expectNextMatches(RateLimitDecision::granted)
                .verifyComplete();
        StepVerifier.create(limiter.acquire(RateLimitPolicy.parse("otp-address", "5/1h,10/1d"), KEY))
                .expectNextMatches(RateLimitDecision::granted)
                .verifyComplete();
    }

    @Test
    void whatIsGivenBackMayBeTakenAgain() {
        granted(5);
        giveBack(2);
        assertThat(granted(5)).isEqualTo(2);
    }

    @Test
    void givingBackNeverMakesMoreThanTheQuota() {
        giveBack(100);
        assertThat(granted(100)).isEqualTo(5);
        giveBack(100);
        assertThat(granted(100)).isEqualTo(5);
        giveBack(100);
        assertThat(granted(100)).isEqualTo(5);
    }

    @Test
    void nothingIsTakenBeforeSomebodySubscribes() {
        for (var call = 0; call < 10; call++) {
            assertThat(limiter.acquire(POLICY, KEY)).isNotNull();
        }
        assertThat(granted(6)).isEqualTo(5);
    }

    @Test
    void twoHundredAtOnceGetExactlyTheQuota() {
        var quota = RateLimitPolicy.parse("otp-address", "30/1h");
        StepVerifier.create(Flux.range(0, 200)
                        .flatMap(call -> limiter.acquire(quota, KEY).subscribeOn(Schedulers.parallel()), 200)
                        .filter(RateLimitDecision::granted)
                        .count())
                .expectNext(30L)
                .verifyComplete();
    }

    @Test
    void saysWhatIsLeft() {
        assertThat(take().headers())
                .containsEntry("RateLimit", "\"otp-phone\";r=4;t=3600")
                .containsEntry("RateLimit-Policy", "\"otp-phone\";q=5;w=3600, \"otp-phone-2\";q=10;w=86400")
                .hasSize(2);
        clock.advance(Duration.ofMinutes(10));
        assertThat(take().remaining()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"0,3600", "1500,3599", "3599000,1", "3599999,1"})
    void saysHowLongToWait(long milliseconds, long seconds) {
        granted(5);
        clock.advance(Duration.ofMillis(milliseconds));
        var failure = refusal(take());
        assertThat(failure.code()).isEqualTo(ProblemCode.TOO_MANY_REQUESTS);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(failure.headers()).containsEntry("RateLimit", "\"otp-phone\";r=0;t=" + seconds);
        assertThat(failure.headers()).containsKey("RateLimit-Policy");
    }

    @Test
    void waitingAsLongAsItSaysIsEnough() {
        granted(5);
        clock.advance(Duration.ofHours(2));
        granted(5);
        clock.advance(Duration.ofMillis(1234));
        clock.advance(Objects.requireNonNull(refusal(take()).retryAfter()));
        assertThat(take().granted()).isTrue();
    }

    @Test
    void aGrantedOneIsNotRefused() {
        var decision = take();
        StepVerifier.create(decision.orRefuse()).expectNext(decision).verifyComplete();
    }

    @Test
    void countsWhatItRefuses() {
        granted(7);
        assertThat(meters.get("ordergate.limits.hit")
                        .tag("policy", "otp-phone")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void whatIsGivenBackWholeIsForgotten() {
        granted(2);
        assertThat(limiter.keys(POLICY)).isEqualTo(1);
        giveBack(2);
        assertThat(limiter.keys(POLICY)).isZero();
    }

    @Test
    void whoIsRefusedForAnotherReasonLeavesNoEntry() {
        var narrow = RateLimitPolicy.parse("client", "1/1h");
        var call = List.of(new RateLimiter.Budget(narrow, "client"), new RateLimiter.Budget(POLICY, KEY));
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

    private RateLimitDecision take() {
        return Objects.requireNonNull(limiter.acquire(POLICY, KEY).block());
    }

    private long granted(int tries) {
        return Objects.requireNonNull(Flux.range(0, tries)
                .concatMap(call -> limiter.acquire(POLICY, KEY))
                .filter(RateLimitDecision::granted)
                .count()
                .block());
    }

    private void giveBack(long count) {
        StepVerifier.create(limiter.release(POLICY, KEY, count)).verifyComplete();
    }

    private static Failure refusal(RateLimitDecision decision) {
        var refusal = new Failure[1];
        StepVerifier.create(decision.orRefuse())
                .expectErrorSatisfies(error -> refusal[0] = (Failure) error)
                .verify();
        return refusal[0];
    }
}
