package io.ordergate.sms.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsSettings;
import io.ordergate.sms.guard.Guards;
import io.ordergate.sms.journal.FakeSender;
import io.ordergate.support.Failure;
import io.ordergate.support.MutableClock;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.Phones;
import io.ordergate.support.secret.Secrets;
import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SmsGatewayTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int CALLS_UNTIL_OPEN = 20;
    private static final PhoneNumber PHONE = Phones.aPhone();
    private static final PhoneNumber KENYAN = new PhoneNumber("+254712000001", "KE");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MutableClock clock = MutableClock.at("2026-03-14T09:30:42Z");

    @Test
    void theFirstProviderTakesIt() {
        var second = FakeSender.taking("b");
        StepVerifier.create(send(gateway(FakeSender.taking("a"), second)))
                .expectNext(new SmsGateway.Receipt("a", "a-1"))
                .verifyComplete();
        assertThat(second.calls()).hasValue(0);
        assertThat(count("a", "accepted")).isEqualTo(1);
        assertThat(meters.get("ordergate.sms.latency")
                        .tag("provider", "a")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void settingsChooseTheOrder() {
        var gateway = gateway(settings("", "b", "a"), FakeSender.taking("a"), FakeSender.taking("b"));
        StepVerifier.create(send(gateway))
                .expectNext(new SmsGateway.Receipt("b", "b-1"))
                .verifyComplete();
    }

    @Test
    void aCountryHasAnOrderOfItsOwn() {
        var gateway = gateway(
                settings("KE:c, b ;*:b", "a"),
                FakeSender.taking("a"),
                FakeSender.taking("b"),
                FakeSender.refusing("c", SmsOutcome.UNAVAILABLE));
        StepVerifier.create(gateway.send(KENYAN, "test", "text"))
                .expectNext(new SmsGateway.Receipt("b", "b-1"))
                .verifyComplete();
        assertThat(count("c", "unavailable")).isEqualTo(1);
        StepVerifier.create(send(gateway))
                .expectNext(new SmsGateway.Receipt("b", "b-1"))
                .verifyComplete();
        assertThat(count("c", "unavailable")).isEqualTo(1);
    }

    @Test
    void aProviderThatIsNotChosenIsNotAsked() {
        var other = FakeSender.taking("b");
        var gateway = gateway(settings("", "a"), FakeSender.refusing("a", SmsOutcome.REJECTED), other);
        StepVerifier.create(send(gateway)).verifyErrorSatisfies(SmsGatewayTests::isUnavailable);
        assertThat(other.calls()).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = SmsOutcome.class,
            names = {"THROTTLED", "REJECTED", "BAD_CREDENTIALS", "UNAVAILABLE", "UNKNOWN"})
    void theNextOneTakesWhatAnotherRefuses(SmsOutcome outcome) {
        StepVerifier.create(send(gateway(FakeSender.refusing("a", outcome), FakeSender.taking("b"))))
                .expectNext(new SmsGateway.Receipt("b", "b-1"))
                .verifyComplete();
        assertThat(count("a", outcome.id())).isEqualTo(1);
        assertThat(count("b", "accepted")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = SmsOutcome.class,
            names = {"INVALID_NUMBER", "BLOCKED"})
    void aPhoneThatCannotBeTextedIsNoOtherProvidersConcern(SmsOutcome outcome) {
        var second = FakeSender.taking("b");
        StepVerifier.create(send(gateway(FakeSender.refusing("a", outcome), second)))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.code())
                                .isEqualTo(ProblemCode.PHONE_UNREACHABLE)));
        assertThat(second.calls()).hasValue(0);
    }

    @Test
    void errorsAndEmptyAnswersAreNotTaken() {
        var thrown = FakeSender.answering("b", Mono.defer(() -> {
            throw new IllegalStateException("thrown, not signalled");
        }));
        var empty = FakeSender.answering("c", Mono.empty());
        StepVerifier.create(send(gateway(FakeSender.failing("a"), thrown, empty, FakeSender.taking("d"))))
                .expectNext(new SmsGateway.Receipt("d", "d-1"))
                .verifyComplete();
        assertThat(count("a", "unavailable")).isEqualTo(1);
        assertThat(count("b", "unavailable")).isEqualTo(1);
        assertThat(count("c", "unknown")).isEqualTo(1);
    }

    @Test
    void aSilentProviderIsGivenUp() {
        StepVerifier.withVirtualTime(() -> send(gateway(FakeSender.silent("a"), FakeSender.taking("b"))))
                .expectSubscription()
                .expectNoEvent(TIMEOUT.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(new SmsGateway.Receipt("b", "b-1"))
                .verifyComplete();
    }

    @Test
    void whenAllAreSilentItEndsAfterTheTimeOfEach() {
        StepVerifier.withVirtualTime(() -> send(gateway(FakeSender.silent("a"), FakeSender.silent("b"))))
                .expectSubscription()
                .expectNoEvent(TIMEOUT.multipliedBy(2).minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .verifyErrorSatisfies(SmsGatewayTests::isUnavailable);
    }

    @Test
    void aDeadProviderIsSoonNoLongerCalledAndTheWayToAnotherStaysOpen() {
        var dead = FakeSender.failing("a");
        var alive = FakeSender.taking("b");
        var gateway = gateway(dead, alive);
        StepVerifier.create(sendOften(gateway))
                .expectNextCount(3 * CALLS_UNTIL_OPEN)
                .verifyComplete();
        assertThat(dead.calls()).hasValue(CALLS_UNTIL_OPEN);
        assertThat(alive.calls()).hasValue(3 * CALLS_UNTIL_OPEN);
        assertThat(count("a", "skipped")).isEqualTo(2 * CALLS_UNTIL_OPEN);
        assertThat(breaker("a", "open")).isEqualTo(1);
        assertThat(breaker("b", "closed")).isEqualTo(1);
        assertThat(health(gateway).getStatus()).isEqualTo(Status.UP);
        assertThat(health(gateway).getDetails()).containsEntry("a", "open").containsEntry("b", "closed");
    }

    @Test
    void aSilentProviderIsSoonNoLongerCalled() {
        var silent = FakeSender.silent("a");
        StepVerifier.withVirtualTime(() -> sendOften(gateway(silent, FakeSender.taking("b"))))
                .thenAwait(TIMEOUT.multipliedBy(CALLS_UNTIL_OPEN))
                .expectNextCount(3 * CALLS_UNTIL_OPEN)
                .verifyComplete();
        assertThat(silent.calls()).hasValue(CALLS_UNTIL_OPEN);
    }

    @ParameterizedTest
    @EnumSource(
            value = SmsOutcome.class,
            names = {"INVALID_NUMBER", "BLOCKED", "THROTTLED", "REJECTED", "BAD_CREDENTIALS"})
    void whatIsNoOutageOpensNoBreaker(SmsOutcome outcome) {
        var provider = FakeSender.refusing("a", outcome);
        var gateway = gateway(provider);
        for (var call = 0; call < 3 * CALLS_UNTIL_OPEN; call++) {
            StepVerifier.create(send(gateway)).verifyError(Failure.class);
        }
        assertThat(provider.calls()).hasValue(3 * CALLS_UNTIL_OPEN);
        assertThat(breaker("a", "closed")).isEqualTo(1);
    }

    @Test
    void whenEveryWayIsClosedItIsRefusedAtOnce() {
        var gateway = gateway(FakeSender.failing("a"));
        for (var call = 0; call < 2 * CALLS_UNTIL_OPEN; call++) {
            StepVerifier.create(send(gateway)).verifyErrorSatisfies(SmsGatewayTests::isUnavailable);
        }
        assertThat(health(gateway).getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void aProviderThatAsksForAPauseGetsIt() {
        var busy = FakeSender.pausing("a", Duration.ofSeconds(7));
        var gateway = gateway(busy, FakeSender.taking("b"));
        StepVerifier.create(send(gateway).repeat(2)).expectNextCount(3).verifyComplete();
        assertThat(busy.calls()).hasValue(1);
        assertThat(health(gateway).getDetails()).containsEntry("a", "paused");
        clock.advance(Duration.ofSeconds(7));
        StepVerifier.create(send(gateway)).expectNextCount(1).verifyComplete();
        assertThat(busy.calls()).hasValue(2);
    }

    @Test
    void whenAllAskForAPauseTheCallerIsToldTheShortest() {
        var gateway =
                gateway(FakeSender.pausing("a", Duration.ofHours(3)), FakeSender.pausing("b", Duration.ofSeconds(7)));
        StepVerifier.create(send(gateway)).verifyErrorSatisfies(error -> assertThat(((Failure) error).retryAfter())
                .isEqualTo(Duration.ofSeconds(7)));
        clock.advance(Duration.ofSeconds(8));
        StepVerifier.create(gateway.send(PHONE, "test", "text")).verifyErrorSatisfies(SmsGatewayTests::isUnavailable);
        clock.advance(Duration.ofSeconds(52));
        assertThat(gateway.providers())
                .as("an hour is longer than anybody waits")
                .allMatch(Provider::isOpen);
    }

    @Test
    void aClockThatIsSetBackProlongsNoPause() {
        var gateway = gateway(FakeSender.pausing("a", Duration.ofSeconds(7)));
        StepVerifier.create(send(gateway)).verifyError();
        clock.advance(Duration.ofMinutes(-15));
        assertThat(gateway.providers()).allMatch(Provider::isOpen);
    }

    @Test
    void anUnknownProviderIsRefusedAtTheStart() {
        assertThatIllegalStateException()
                .isThrownBy(() -> gateway(settings("", "a", "pigeon"), FakeSender.taking("a")))
                .withMessageContainingAll("SMS_PROVIDER", "pigeon");
        assertThatIllegalStateException()
                .isThrownBy(() -> gateway(settings("BD:pigeon", "a"), FakeSender.taking("a")))
                .withMessageContainingAll("SMS_ROUTES", "pigeon");
    }

    @Test
    void aMessageShowsNeitherItsWordsNorItsPhone() {
        var message =
                new SmsMessage(Secrets.ids(clock).next(), PHONE, "test", Sensitive.of("424242 is your code."), null);
        assertThat(message.toString()).doesNotContain("424242", "code", "+8801700000001", "00000");
    }

    private static SmsSettings settings(String routes, String... providers) {
        return new SmsSettings(List.of(providers), routes, TIMEOUT, 10, 10, Duration.ofSeconds(1), TIMEOUT);
    }

    private SmsGateway gateway(SmsSettings settings, FakeSender... senders) {
        return new SmsGateway(
                List.of(senders),
                settings,
                FakeSender.journal(meters),
                Guards.open(meters, clock),
                meters,
                clock,
                Secrets.ids(clock));
    }

    private SmsGateway gateway(FakeSender... senders) {
        return gateway(settings("", Arrays.stream(senders).map(FakeSender::name).toArray(String[]::new)), senders);
    }

    private static Mono<SmsGateway.Receipt> send(SmsGateway gateway) {
        return gateway.send(PHONE, "test", "424242 is your code.");
    }

    private static Flux<SmsGateway.Receipt> sendOften(SmsGateway gateway) {
        return Flux.range(0, 3 * CALLS_UNTIL_OPEN).concatMap(call -> send(gateway));
    }

    private static Health health(SmsGateway gateway) {
        return new SmsHealthIndicator(gateway).health().block();
    }

    private double count(String provider, String outcome) {
        return meters.get("ordergate.sms")
                .tags("provider", provider, "outcome", outcome)
                .counter()
                .count();
    }

    private double breaker(String provider, String state) {
        return meters.get("ordergate.sms.breaker")
                .tags("provider", provider, "state", state)
                .gauge()
                .value();
    }

    private static void isUnavailable(Throwable error) {
        assertThat(error).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(ProblemCode.SMS_UNAVAILABLE);
            assertThat(failure.retryAfter()).isPositive();
        });
    }
}
