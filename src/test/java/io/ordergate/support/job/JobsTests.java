package io.ordergate.support.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class JobsTests {

    private record Repeated(Duration interval, Function<BooleanSupplier, Mono<Void>> work) implements Job {

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Mono<Void> run(BooleanSupplier stopping) {
            return work.apply(stopping);
        }
    }

    private record Woken(Flux<String> wakes, Runnable work) implements Job {

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Duration interval() {
            return Duration.ofDays(365);
        }

        @Override
        public Mono<Void> run(BooleanSupplier stopping) {
            return Mono.fromRunnable(work);
        }
    }

    @Test
    void goesOnWhateverBecameOfARun() throws InterruptedException {
        var runs = new AtomicInteger();
        var reached = new Semaphore(0);
        var jobs = jobs(stopping -> {
            reached.release();
            return switch (runs.incrementAndGet() % 3) {
                case 0 -> throw new IllegalStateException("thrown");
                case 1 -> Mono.error(new IllegalStateException("failed"));
                default -> Mono.empty();
            };
        });
        jobs.start();
        assertThat(reached.tryAcquire(9, 30, TimeUnit.SECONDS)).isTrue();
        stop(jobs);
        var last = runs.get();
        assertThat(reached.tryAcquire(last - 9 + 1, 100, TimeUnit.MILLISECONDS))
                .as("a run after the stop")
                .isFalse();
    }

    @Test
    void doesNotRunTwiceAtATime() throws InterruptedException {
        var running = new AtomicInteger();
        var overlapped = new AtomicBoolean();
        var runs = new Semaphore(0);
        var jobs = jobs(stopping -> Mono.defer(() -> {
                    overlapped.compareAndSet(false, running.incrementAndGet() > 1);
                    return Mono.delay(Duration.ofMillis(20));
                })
                .doOnTerminate(
                        () -> { // doFinally would come after the pause has begun
                            running.decrementAndGet();
                            runs.release();
                        })
                .then());
        jobs.start();
        assertThat(runs.tryAcquire(5, 30, TimeUnit.SECONDS)).isTrue();
        stop(jobs);
        assertThat(overlapped).isFalse();
    }

    @Test
    void aStopWaitsForTheRunUnderWayAndTellsItSo() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var finish = Sinks.<Void>empty();
        var told = new AtomicBoolean();
        var jobs = jobs(stopping -> {
            begun.countDown();
            return finish.asMono().doFinally(signal -> told.set(stopping.getAsBoolean()));
        });
        jobs.start();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        var stopped = new CountDownLatch(1);
        jobs.stop(stopped::countDown);
        assertThat(stopped.getCount()).as("still waiting").isEqualTo(1);
        finish.tryEmitEmpty();
        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isTrue();
        assertThat(jobs.isRunning()).isFalse();
    }

    @Test
    void aStopDoesNotWaitForThePause() throws InterruptedException {
        var jobs = new Jobs(List.of(new Repeated(Duration.ofDays(365), stopping -> Mono.empty())));
        jobs.start();
        assertThat(jobs.isRunning()).isTrue();
        stop(jobs);
    }

    @Test
    void aWakeEndsThePauseAlsoOneThatCameDuringTheRun() throws InterruptedException {
        var wakes = Sinks.many().multicast().<String>directBestEffort();
        var patience = Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(10));
        var count = new AtomicInteger();
        var runs = new Semaphore(0);
        var jobs = new Jobs(List.of(new Woken(wakes.asFlux(), () -> {
            if (count.incrementAndGet() == 1) {
                wakes.emitNext("during the first run", patience);
            }
            runs.release();
        })));
        jobs.start();
        wakes.emitNext("first", patience);
        await(runs, 2);
        assertThat(runs.tryAcquire(3, 50, TimeUnit.MILLISECONDS))
                .as("no wake, no run")
                .isFalse();
        wakes.emitNext("third", patience);
        await(runs, 3);
        wakes.tryEmitError(new IllegalStateException("no more wakes"));
        stop(jobs);
    }

    private static void await(Semaphore runs, int times) throws InterruptedException {
        assertThat(runs.tryAcquire(times, 30, TimeUnit.SECONDS)).isTrue();
        runs.release(times);
    }

    @Test
    void startsAgainAfterAStop() throws InterruptedException {
        var runs = new Semaphore(0);
        var jobs = jobs(stopping -> Mono.fromRunnable(runs::release));
        for (var turn = 0; turn < 2; turn++) {
            jobs.start();
            assertThat(runs.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            stop(jobs);
            runs.drainPermits();
        }
        stop(new Jobs(List.of()));
    }

    private static Jobs jobs(Function<BooleanSupplier, Mono<Void>> work) {
        return new Jobs(List.of(new Repeated(Duration.ofMillis(1), work)));
    }

    private static void stop(Jobs jobs) throws InterruptedException {
        var stopped = new CountDownLatch(1);
        jobs.stop(stopped::countDown);
        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
