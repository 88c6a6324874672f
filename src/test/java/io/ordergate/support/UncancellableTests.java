package io.ordergate.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.scheduler.VirtualTimeScheduler;

class UncancellableTests {

    /** Of this test alone: services of other tests go on in the same JVM, by the usual time. */
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

    @Test
    void workGoesOnWhenNobodyWaitsAnyMore() {
        var done = new AtomicBoolean();
        var probe = PublisherProbe.of(Mono.delay(Duration.ofSeconds(3), time).doOnNext(tick -> done.set(true)));
        StepVerifier.create(Uncancellable.from(probe.mono())).thenCancel().verify();
        probe.assertWasSubscribed();
        probe.assertWasNotCancelled();
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(done).isTrue();
    }

    @Test
    void aTimeoutDoesNotReachTheWorkEither() {
        var probe = PublisherProbe.of(Mono.<String>never());
        StepVerifier.create(Uncancellable.from(probe.mono()).timeout(Duration.ofSeconds(1), time))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(1)))
                .verifyError(TimeoutException.class);
        probe.assertWasNotCancelled();
    }

    @Test
    void theContextPasses() {
        StepVerifier.create(
                        Uncancellable.from(Mono.deferContextual(context -> Mono.just(context.<String>get("caller"))))
                                .contextWrite(context -> context.put("caller", "Rahim")))
                .expectNext("Rahim")
                .verifyComplete();
    }

    @Test
    void anErrorPassesAsItIs() {
        var error = Failure.of(ProblemCode.SMS_UNAVAILABLE);
        StepVerifier.create(Uncancellable.from(Mono.error(error)))
                .verifyErrorSatisfies(passed -> assertThat(passed).isSameAs(error));
    }

    @Test
    void nothingPassesAsNothing() {
        StepVerifier.create(Uncancellable.from(Mono.empty())).verifyComplete();
    }

    @Test
    void workBeginsOncePerSubscriber() {
        var begun = new AtomicInteger();
        var work = Uncancellable.from(Mono.fromSupplier(begun::incrementAndGet));
        assertThat(begun).hasValue(0);
        StepVerifier.create(work).expectNext(1).verifyComplete();
        StepVerifier.create(work).expectNext(2).verifyComplete();
    }
}
