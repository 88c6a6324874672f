package io.ordergate.sms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.support.Failure;
import io.ordergate.support.Phones;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SmsGatewayTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int CALLS_UNTIL_OPEN = 20;
    private static final SmsMessage MESSAGE = new SmsMessage(Phones.aPhone(), "424242 is your code.");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void theFirstProviderTakesIt() {
        var first = Provider.taking("a");
        var second = Provider.taking("b");
        StepVerifier.create(gateway(first, second).send(MESSAGE))
                .expectNext(new SmsReceipt("a", "a-1"))
                .verifyComplete();
        assertThat(second.calls).hasValue(0);
        assertThat(count("a", "sent")).isEqualTo(1);
    }

    @Test
    void settingsChooseTheOrder() {
        var gateway = new SmsGateway(
                List.of(Provider.taking("a"), Provider.taking("b")),
                new SmsSettings(List.of("b", "a"), TIMEOUT),
                meters);
        StepVerifier.create(gateway.send(MESSAGE))
                .expectNext(new SmsReceipt("b", "b-1"))
                .verifyComplete();
    }

    @Test
    void aProviderThatIsNotChosenIsNotAsked() {
        var other = Provider.taking("b");
        var gateway =
                new SmsGateway(List.of(Provider.refusing("a"), other), new SmsSettings(List.of("a"), TIMEOUT), meters);
        StepVerifier.create(gateway.send(MESSAGE)).verifyErrorSatisfies(SmsGatewayTests::isUnavailable);
        assertThat(other.calls).hasValue(0);
    }

    @Test
    void theNextOneTakesWhatAnotherRefuses() {
        var gateway = gateway(
                Provider.refusing("a"),
                new Provider("b", new AtomicInteger(), Mono.defer(() -> {
                    throw new IllegalStateException("thrown, not signalled");
                })),
                Provider.taking("c"));
        StepVerifier.create(gateway.send(MESSAGE))
                .expectNext(new SmsReceipt("c", "c-1"))
                .verifyComplete();
        assertThat(count("a", "failed")).isEqualTo(1);
        assertThat(count("b", "failed")).isEqualTo(1);
        assertThat(count("c", "sent")).isEqualTo(1);
    }

    @Test
    void aSilentProviderIsGivenUp() {
        StepVerifier.withVirtualTime(() ->
                        gateway(Provider.silent("a"), Provider.taking("b")).send(MESSAGE))
                .expectSubscription()
                .expectNoEvent(TIMEOUT.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(new SmsReceipt("b", "b-1"))
                .verifyComplete();
    }

    @Test
    void whenAllAreSilentItEndsAfterTheTimeOfEach() {
        StepVerifier.withVirtualTime(() ->
                        gateway(Provider.silent("a"), Provider.silent("b")).send(MESSAGE))
                .expectSubscription()
                .expectNoEvent(TIMEOUT.multipliedBy(2).minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .verifyErrorSatisfies(SmsGatewayTests::isUnavailable);
    }

    @Test
    void whenAllRefuseItSaysWhenToTryAgain() {
        StepVerifier.create(
                        gateway(Provider.refusing("a"), Provider.refusing("b")).send(MESSAGE))
                .verifyErrorSatisfies(SmsGatewayTests::isUnavailable);
    }

    @Test
    void aProviderThatAnswersNothingDidNotTakeIt() {
        var empty = new Provider("a", new AtomicInteger(), Mono.empty());
        StepVerifier.create(gateway(empty, Provider.taking("b")).send(MESSAGE))
                .expectNext(new SmsReceipt("b", "b-1"))
                .verifyComplete();
    }

    @Test
    void aDeadProviderIsSoonNoLongerCalled() {
        var dead = Provider.refusing("a");
        var gateway = gateway(dead, Provider.taking("b"));
        StepVerifier.create(sendOften(gateway))
                .expectNextCount(3 * CALLS_UNTIL_OPEN)
                .verifyComplete();
        assertThat(dead.calls).hasValue(CALLS_UNTIL_OPEN);
    }

    @Test
    void aSilentProviderIsSoonNoLongerCalled() {
        var silent = Provider.silent("a");
        StepVerifier.withVirtualTime(() -> sendOften(gateway(silent, Provider.taking("b"))))
                .thenAwait(TIMEOUT.multipliedBy(CALLS_UNTIL_OPEN))
                .expectNextCount(3 * CALLS_UNTIL_OPEN)
                .verifyComplete();
        assertThat(silent.calls).hasValue(CALLS_UNTIL_OPEN);
    }

    @Test
    void aDeadProviderDoesNotCloseTheWayToAnother() {
        var alive = Provider.taking("b");
        var gateway = gateway(Provider.refusing("a"), alive);
        StepVerifier.create(sendOften(gateway))
                .expectNextCount(3 * CALLS_UNTIL_OPEN)
                .verifyComplete();
        assertThat(alive.calls).hasValue(3 * CALLS_UNTIL_OPEN);
    }

    @Test
    void whenEveryWayIsClosedItIsRefusedAtOnce() {
        var gateway = gateway(Provider.refusing("a"));
        for (var call = 0; call < 2 * CALLS_UNTIL_OPEN; call++) {
            StepVerifier.create(gateway.send(MESSAGE)).verifyErrorSatisfies(SmsGatewayTests::isUnavailable);
        }
    }

    @Test
    void anUnknownProviderIsRefusedAtTheStart() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new SmsGateway(
                        List.of(Provider.taking("a")), new SmsSettings(List.of("a", "pigeon"), TIMEOUT), meters))
                .withMessageContainingAll("SMS_PROVIDER", "pigeon");
    }

    @Test
    void aMessageShowsNeitherItsWordsNorItsPhone() {
        assertThat(MESSAGE.toString()).doesNotContain("424242", "code", "+8801700000001", "00000");
    }

    private SmsGateway gateway(Provider... providers) {
        var names = Arrays.stream(providers).map(Provider::name).toList();
        return new SmsGateway(List.of(providers), new SmsSettings(names, TIMEOUT), meters);
    }

    private static Flux<SmsReceipt> sendOften(SmsGateway gateway) {
        return Flux.range(0, 3 * CALLS_UNTIL_OPEN).concatMap(call -> gateway.send(MESSAGE));
    }

    private double count(String provider, String outcome) {
        return meters.get("ordergate.sms")
                .tags("provider", provider, "outcome", outcome)
                .counter()
                .count();
    }

    private static void isUnavailable(Throwable error) {
        assertThat(error).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(ProblemCode.SMS_UNAVAILABLE);
            assertThat(failure.retryAfter()).isPositive();
        });
    }

    private record Provider(String name, AtomicInteger calls, Mono<SmsReceipt> answer) implements SmsSender {

        static Provider taking(String name) {
            return new Provider(name, new AtomicInteger(), Mono.just(new SmsReceipt(name, name + "-1")));
        }

        static Provider refusing(String name) {
            return new Provider(name, new AtomicInteger(), Mono.error(new IllegalStateException("no credit")));
        }

        static Provider silent(String name) {
            return new Provider(name, new AtomicInteger(), Mono.never());
        }

        @Override
        public Mono<SmsReceipt> send(SmsMessage message) {
            calls.incrementAndGet();
            return answer;
        }
    }
}
