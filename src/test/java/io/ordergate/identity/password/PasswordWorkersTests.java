package io.ordergate.identity.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class PasswordWorkersTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int THREADS = 2;
    private static final int QUEUE = 3;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PasswordWorkers workers = new PasswordWorkers(new PasswordSettings(THREADS, QUEUE, QUEUE, 4), meters);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(THREADS);

    @AfterEach
    void stop() {
        gate.countDown();
        workers.destroy();
    }

    @Test
    void workRunsOnItsOwnThreadsAndWhatFollowsDoesNot() {
        var threads = workers.run(PasswordWorkersTests::thread)
                .zipWhen(worker -> Mono.fromSupplier(Thread::currentThread))
                .subscribeOn(Schedulers.parallel())
                .block(PATIENCE);
        assertThat(threads.getT1().getName()).startsWith("passwords-");
        assertThat(Schedulers.isNonBlockingThread(threads.getT1())).isFalse();
        assertThat(Schedulers.isNonBlockingThread(threads.getT2())).isTrue();
    }

    @Test
    void whoFindsTheQueueFullIsRefusedWhileTheOthersAreServed() throws InterruptedException {
        var served = fill();
        assertThat(gauge("active")).isEqualTo(THREADS);
        assertThat(gauge("queued")).isEqualTo(QUEUE);
        assertRefused(workers.run(() -> "one too many"));
        assertThat(meters.get("ordergate.passwords.refused").counter().count()).isEqualTo(1);
        gate.countDown();
        assertThat(served.block(PATIENCE)).isEqualTo(THREADS + QUEUE);
        assertThat(workers.run(() -> "room again").block(PATIENCE)).isEqualTo("room again");
    }

    @Test
    void whoLeavesTheQueueFreesThePlaceAndNothingIsDoneForIt() throws InterruptedException {
        var done = new AtomicBoolean();
        var busy = Flux.range(0, THREADS)
                .flatMap(each -> workers.run(this::waiting))
                .count()
                .cache();
        busy.subscribe();
        begun.await();
        var queued = Flux.range(0, QUEUE)
                .flatMap(each -> workers.run(() -> done.getAndSet(true)))
                .subscribe();
        assertRefused(workers.run(() -> "one too many"));
        queued.dispose();
        assertThat(gauge("queued")).isZero();
        var next = workers.run(() -> "next").cache();
        next.subscribe();
        gate.countDown();
        assertThat(next.block(PATIENCE)).isEqualTo("next");
        assertThat(busy.block(PATIENCE)).isEqualTo(THREADS);
        assertThat(done).isFalse();
    }

    @Test
    void whoLeavesWhenWorkHasBegunKeepsThePlaceUntilItIsDone() throws InterruptedException {
        var leaving = Flux.range(0, THREADS)
                .flatMap(each -> workers.run(this::waiting))
                .subscribe();
        begun.await();
        leaving.dispose();
        var queued = Flux.range(0, QUEUE)
                .flatMap(each -> workers.run(() -> each))
                .count()
                .cache();
        queued.subscribe();
        assertRefused(workers.run(() -> "one too many"));
        gate.countDown();
        assertThat(queued.block(PATIENCE)).isEqualTo(QUEUE);
    }

    @Test
    void noPlaceIsLostOrWonWhenManyComeAndLeave() throws InterruptedException {
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        var soon = Mono.just("soon").publishOn(Schedulers.parallel());
        Flux.range(0, 20_000)
                .flatMap(
                        each -> {
                            var work = workers.run(() -> {
                                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                                return atOnce.getAndDecrement();
                            });
                            var impatient = each % 3 == 0 ? work.takeUntilOther(soon) : work;
                            return impatient.onErrorComplete(Failure.class).subscribeOn(Schedulers.parallel());
                        },
                        64)
                .then()
                .block(PATIENCE);
        assertThat(most).hasValueLessThanOrEqualTo(THREADS);
        settle();
        var served = fill();
        assertRefused(workers.run(() -> "one too many"));
        gate.countDown();
        assertThat(served.block(PATIENCE)).isEqualTo(THREADS + QUEUE);
    }

    @Test
    void aDefectReachesTheCallerAndFreesThePlace() {
        for (var i = 0; i < 2 * (THREADS + QUEUE); i++) {
            StepVerifier.create(workers.run(() -> {
                        throw new IllegalStateException("a defect");
                    }))
                    .verifyErrorMessage("a defect");
        }
    }

    @Test
    void afterTheEndCallersAreRefusedAndDoNotHang() {
        workers.destroy();
        assertRefused(workers.run(() -> "too late"));
    }

    @Test
    void byDefaultHalfOfTheProcessorsHash() {
        assertThat(new PasswordSettings(0, 32, 8, 10).workers())
                .isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    /** All threads at work and the queue full, until the gate opens. */
    private Mono<Long> fill() throws InterruptedException {
        var running = Flux.range(0, THREADS)
                .flatMap(each -> workers.run(this::waiting))
                .count()
                .cache();
        running.subscribe();
        begun.await();
        var queued = Flux.range(0, QUEUE)
                .flatMap(each -> workers.run(() -> each))
                .count()
                .cache();
        queued.subscribe();
        return running.zipWith(queued, Long::sum);
    }

    /** Work that was begun for callers who have left is done. */
    private void settle() {
        while (gauge("active") + gauge("queued") > 0) {
            Thread.onSpinWait();
        }
    }

    private String waiting() {
        begun.countDown();
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        return "done";
    }

    private static Thread thread() {
        return Thread.currentThread();
    }

    private double gauge(String name) {
        return meters.get("ordergate.passwords." + name).gauge().value();
    }

    private static void assertRefused(Mono<?> call) {
        StepVerifier.create(call)
                .expectErrorSatisfies(error -> assertThat(error).isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ProblemCode.SERVICE_UNAVAILABLE);
                    assertThat(failure.retryAfter()).isPositive();
                }))
                .verify(PATIENCE);
    }
}
