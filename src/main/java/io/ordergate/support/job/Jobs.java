package io.ordergate.support.job;

import io.ordergate.support.secret.Ids;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Runs every {@link Job}: one run at a time, again after its interval, whether the last run failed or not. The first run comes
 * after a random part of the interval, so that nodes that start together do not work at the same moment.
 *
 * <p>{@code @Scheduled} takes reactive methods too, but holds a thread for as long as a run with a fixed delay takes, and on
 * shutdown cancels the statement under way. Here a run is finished, within the time that requests in flight have as well.
 */
@Component
class Jobs implements SmartLifecycle {

    /** The first run begins at one of so many moments of the interval. */
    private static final int PARTS = 1000;

    private static final Logger log = LoggerFactory.getLogger(Jobs.class);

    private final List<Job> jobs;
    private volatile @Nullable JobRun current;

    Jobs(List<Job> jobs) {
        this.jobs = jobs;
    }

    @Override
    public void start() {
        var next = new JobRun();
        current = next;
        next.begin(jobs);
    }

    /** Tells the jobs to stop, and calls back when the runs under way are over. */
    @Override
    public void stop(Runnable callback) {
        var last = current;
        current = null;
        if (last == null) {
            callback.run();
        } else {
            last.end(callback);
        }
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return current != null;
    }

    /** Begins when the server listens; stops while requests in flight are finished. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }

    /** The time from a start to the stop that follows; tests stop and start the service more than once. */
    private static final class JobRun {

        private final Sinks.Empty<Void> stop = Sinks.empty();
        private final Sinks.Empty<Void> over = Sinks.empty();
        private volatile boolean stopping;

        void begin(List<Job> jobs) {
            var part = 1 + Ids.random().nextInt(PARTS);
            Flux.fromIterable(jobs)
                    .flatMap(job -> forever(job, part).then(end(job)), Math.max(1, jobs.size()))
                    .doFinally(signal -> over.tryEmitEmpty())
                    .subscribe();
        }

        void end(Runnable callback) {
            stopping = true;
            stop.tryEmitEmpty();
            over.asMono().doFinally(signal -> callback.run()).subscribe();
        }

        private Mono<Void> forever(Job job, int part) {
            var wakeUp = new WakeUp();
            var first = job.interval().multipliedBy(part).dividedBy(PARTS);
            var runs = pause(first, wakeUp.next())
                    .thenMany(Mono.defer(() -> once(job).then(pause(job.interval(), wakeUp.next())))
                            .repeat(() -> !stopping))
                    .then();
            return Mono.firstWithSignal(runs, wakeUp.on(job.wakes()));
        }

        private static Mono<Void> end(Job job) {
            return Mono.defer(job::end)
                    .doOnError(error -> log.warn("The job {} has not ended well", job.name(), error))
                    .onErrorComplete();
        }

        private Mono<Void> once(Job job) {
            if (stopping) {
                return Mono.empty();
            }
            return Mono.defer(() -> job.run(() -> stopping))
                    .doOnError(error -> log.warn("The job {} failed and is tried again later", job.name(), error))
                    .onErrorComplete();
        }

        private Mono<Void> pause(Duration time, Mono<Void> early) {
            return Mono.firstWithSignal(Mono.delay(time).then(), early, stop.asMono());
        }
    }

    /** Ends a pause between two runs, also a pause that has not begun yet. */
    private static final class WakeUp {

        private volatile Sinks.Empty<Void> next = Sinks.empty();

        /** Completes at the next wake-up, on another thread than the one that wakes, which must not run the job. */
        Mono<Void> next() {
            var fresh = Sinks.<Void>empty();
            next = fresh;
            return fresh.asMono().publishOn(Schedulers.parallel());
        }

        /** Passes these signals on to the pause; never completes. */
        Mono<Void> on(Flux<?> wakes) {
            return wakes.doOnNext(wake -> next.tryEmitEmpty())
                    .doOnError(error -> log.warn("Nothing wakes a job any more, it only runs by the clock", error))
                    .onErrorComplete()
                    .then(Mono.never());
        }
    }
}
