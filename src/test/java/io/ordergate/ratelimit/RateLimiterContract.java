package io.ordergate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.support.Failure;
import io.ordergate.support.MutableClock;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What every store of budgets does. Each test has a key of its own; time passes when the test says so. */
abstract class RateLimiterContract {

    static final RateLimitPolicy POLICY = RateLimitPolicy.parse("otp-phone", "5/1h,10/1d");
    private static final AtomicInteger KEYS = new AtomicInteger();
    private static final String RUN = Long.toString(System.nanoTime(), Character.MAX_RADIX);

    final String key = "order:" + RUN + KEYS.getAndIncrement();
    final MutableClock clock = MutableClock.at("2024-09-21T12:30:00Z");
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    abstract RateLimiter limiter();

    /** Lets time pass in the store, as the clock of this test already has. */
    abstract void age(Duration time);

    /** How long before the end of a window a test may look whether the window stands: the time of a store goes on meanwhile. */
    Duration shortly() {
        return Duration.ofSeconds(30);
    }

    private void advance(Duration time) {
        clock.advance(time);
        age(time);
    }

    /** The store with what stands before and behind it in the service. */
    RateLimiter shared(RateLimiter store) {
        return new SharedRateLimiter(
                store, new InMemoryRateLimiter(clock, meters, 1000), 2, new Refusals(clock, meters), clock, meters);
    }

    @Test
    void refusesTheSixthWithinAnHour() {
        assertThat(granted(5)).isEqualTo(5);
        assertThat(take().granted()).isFalse();
        advance(Duration.ofMinutes(59));
        assertThat(take().granted()).isFalse();
        advance(Duration.ofMinutes(1).minus(shortly()));
        assertThat(take().granted()).isFalse();
        advance(shortly());
        assertThat(granted(6)).isEqualTo(5);
    }

    @Test
    void countsTheHourFromTheFirstEvenWhenTheOthersCameLate() {
        assertThat(granted(1)).isEqualTo(1);
        advance(Duration.ofMinutes(59));
        assertThat(granted(5)).isEqualTo(4);
    }

    @Test
    void refusesTheEleventhWithinADay() {
        assertThat(granted(5)).isEqualTo(5);
        advance(Duration.ofHours(2));
        assertThat(granted(5)).isEqualTo(5);
        advance(Duration.ofHours(2));
        assertThat(take().granted()).isFalse();
        advance(Duration.ofMinutes(19 * 60 + 59));
        assertThat(take().granted()).isFalse();
        advance(Duration.ofMinutes(1));
        assertThat(granted(6)).isEqualTo(5);
    }

    @Test
    void aRefusedOneCostsNothing() {
        granted(100);
        advance(Duration.ofHours(1));
        assertThat(granted(100)).isEqualTo(5);
        advance(Duration.ofHours(23));
        assertThat(granted(100)).isEqualTo(5);
    }

    @Test
    void keysAndPoliciesHaveBudgetsOfTheirOwn() {
        granted(5);
        StepVerifier.create(limiter().acquire(POLICY, key + "0"))
                .expectNextMatches(RateLimitDecision::granted)
                .verifyComplete();
        StepVerifier.create(limiter().acquire(RateLimitPolicy.parse("otp-address", "5/1h,10/1d"), key))
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
            assertThat(limiter().acquire(POLICY, key)).isNotNull();
        }
        assertThat(granted(6)).isEqualTo(5);
    }

    @RepeatedTest(5)
    void twoHundredAtOnceGetExactlyTheQuota() {
        var quota = RateLimitPolicy.parse("otp-address", "30/1h");
        StepVerifier.create(Flux.range(0, 200)
                        .flatMap(call -> limiter().acquire(quota, key).subscribeOn(Schedulers.parallel()), 200)
                        .filter(RateLimitDecision::granted)
                        .count())
                .expectNext(30L)
                .expectComplete()
                .verify(Duration.ofMinutes(1));
    }

    /** With one left in each of several windows and budgets: a call that is refused by one must not have held another for a moment. */
    @RepeatedTest(20)
    void exactlyOneOfManyAtOnceGetsTheLast() {
        var narrow = new RateLimiter.Budget(RateLimitPolicy.parse("narrow", "2/1h,2/1d"), key);
        var wide = new RateLimiter.Budget(RateLimitPolicy.parse("wide", "2/1h,2/1d"), key);
        assertThat(decisions(narrow, wide)).last().matches(RateLimitDecision::granted);
        StepVerifier.create(Flux.range(0, 32)
                        .flatMap(
                                call -> Mono.defer(() -> limiter().acquire(List.of(narrow, wide)))
                                        .subscribeOn(Schedulers.parallel()),
                                32)
                        .filter(decisions -> decisions.get(decisions.size() - 1).granted())
                        .count())
                .expectNext(1L)
                .expectComplete()
                .verify(Duration.ofMinutes(1));
    }

    @Test
    void whatIsKnownToBeFullIsRefusedWithoutTakingAnything() {
        var budget = new RateLimiter.Budget(POLICY, key);
        assertThat(limiter().refusal(List.of(budget))).isNull();
        assertThat(granted(6)).isEqualTo(5);
        assertThat(limiter().refusal(List.of(budget))).isNotNull().matches(refusal -> !refusal.granted());
        giveBack(1);
        assertThat(limiter().refusal(List.of(budget))).isNull();
        assertThat(granted(2)).isEqualTo(1);
    }

    @Test
    void saysWhatIsLeft() {
        assertThat(take().headers())
                .hasEntrySatisfying("RateLimit", text -> assertThat(text).startsWith("\"otp-phone\";r=4;t=3"))
                .containsEntry("RateLimit-Policy", "\"otp-phone\";q=5;w=3600, \"otp-phone-2\";q=10;w=86400")
                .hasSize(2);
        advance(Duration.ofMinutes(10));
        assertThat(take().remaining()).isEqualTo(3);
    }

    @Test
    void saysHowLongToWait() {
        granted(5);
        advance(Duration.ofMillis(1500));
        var failure = refusal(take());
        assertThat(failure.code()).isEqualTo(ProblemCode.TOO_MANY_REQUESTS);
        assertThat(failure.retryAfter()).isBetween(Duration.ofSeconds(3500), Duration.ofSeconds(3599));
        assertThat(failure.headers().get("RateLimit")).startsWith("\"otp-phone\";r=0;t=35");
        assertThat(failure.headers()).containsKey("RateLimit-Policy");
    }

    @Test
    void takesFromAllBudgetsOfACallOrFromNone() {
        var narrow = new RateLimiter.Budget(RateLimitPolicy.parse("narrow", "1/1h"), key);
        var wide = new RateLimiter.Budget(POLICY, key);
        assertThat(decisions(wide, narrow))
                .extracting(RateLimitDecision::granted)
                .containsExactly(true, true);
        assertThat(decisions(wide, narrow)).last().matches(decision -> !decision.granted());
        assertThat(granted(10)).as("the refused call took nothing").isEqualTo(4);
        release(narrow.times(1));
        assertThat(decisions(narrow.times(1))).last().matches(RateLimitDecision::granted);
    }

    @Test
    void manyAreTakenTogetherOrNotAtAll() {
        var budget = new RateLimiter.Budget(POLICY, key);
        assertThat(decisions(budget.times(3))).last().matches(RateLimitDecision::granted);
        assertThat(decisions(budget.times(3))).last().matches(decision -> !decision.granted());
        assertThat(granted(10)).isEqualTo(2);
    }

    @Test
    void whoAsksForTwoBudgetsInAnyOrderIsServed() {
        var one = new RateLimiter.Budget(RateLimitPolicy.parse("one", "1000/1h"), key);
        var other = new RateLimiter.Budget(RateLimitPolicy.parse("other", "50/1h"), key);
        StepVerifier.create(Flux.range(0, 100)
                        .flatMap(
                                call -> Mono.defer(() -> limiter()
                                                .acquire(call % 2 == 0 ? List.of(one, other) : List.of(other, one)))
                                        .subscribeOn(Schedulers.parallel()),
                                16)
                        .filter(decisions -> decisions.get(decisions.size() - 1).granted())
                        .count())
                .assertNext(count -> assertThat(count).isLessThanOrEqualTo(50))
                .verifyComplete();
        assertThat(decisions(one.times(901)))
                .as("at most 50 were taken of the first")
                .last()
                .matches(RateLimitDecision::granted);
    }

    @Test
    void waitingAsLongAsItSaysIsEnough() {
        granted(5);
        advance(Duration.ofHours(2));
        granted(5);
        advance(Duration.ofMillis(1234));
        advance(Objects.requireNonNull(refusal(take()).retryAfter()));
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

    RateLimitDecision take() {
        return Objects.requireNonNull(limiter().acquire(POLICY, key).block());
    }

    long granted(int tries) {
        return Objects.requireNonNull(Flux.range(0, tries)
                .concatMap(call -> limiter().acquire(POLICY, key))
                .filter(RateLimitDecision::granted)
                .count()
                .block());
    }

    private void giveBack(long count) {
        release(new RateLimiter.Budget(POLICY, key, count));
    }

    private void release(RateLimiter.Budget budget) {
        StepVerifier.create(limiter().release(List.of(budget))).verifyComplete();
    }

    private List<RateLimitDecision> decisions(RateLimiter.Budget... budgets) {
        return Objects.requireNonNull(limiter().acquire(List.of(budgets)).block());
    }

    private static Failure refusal(RateLimitDecision decision) {
        var refusal = new Failure[1];
        StepVerifier.create(decision.orRefuse())
                .expectErrorSatisfies(error -> refusal[0] = (Failure) error)
                .verify();
        return refusal[0];
    }
}
