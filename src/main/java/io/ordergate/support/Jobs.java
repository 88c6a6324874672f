package io.ordergate.support;

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

/**
 * Runs every {@link Job}: one run at a time, again after its interval, whatever became of the last run. The first run comes
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
    private volatile @Nullable Turn turn;

    Jobs(List<Job> jobs) {
        this.jobs = jobs;
    }

    @Override
    public void start() {
        var next = new Turn();
        turn = next;
        next.begin(jobs);
    }

    /** Tells the jobs to stop, and calls back when the runs under way are over. */
    @Override
    public void stop(Runnable callback) {
        var last = turn;
        turn = null;
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
        return turn != null;
    }

    /** Begins when the server listens; stops while requests in flight are finished. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }

    /** The time from a start to the stop that follows; tests stop and start the service more than once. */
    private static final class Turn {

        private final Sinks.Empty<Void> stop = Sinks.empty();
        private final Sinks.Empty<Void> over = Sinks.empty();
        private volatile boolean stopping;

        void begin(List<Job> jobs) {
            var part = Ids.random().nextInt(PARTS);
            Flux.fromIterable(jobs)
                    .flatMap(job -> forever(job, part), Math.max(1, jobs.size()))
                    .doFinally(signal -> over.tryEmitEmpty())
                    .subscribe();
        }

        void end(Runnable callback) {
            stopping = true;
            stop.tryEmitEmpty();
            over.asMono().doFinally(signal -> callback.run()).subscribe();
        }

        private Mono<Void> forever(Job job, int part) {
            var first = job.interval().multipliedBy(part).dividedBy(PARTS);
            return pause(first)
                    .thenMany(Mono.defer(() -> once(job))
                            .then(pause(job.interval()))
                            .repeat(() -> !stopping))
                    .then();
        }

        private Mono<Void> once(Job job) {
            if (stopping) {
                return Mono.empty();
            }
            return Mono.defer(() -> job.run(() -> stopping))
                    .doOnError(error -> log.warn("The job {} failed and is tried again later", job.name(), error))
                    .onErrorComplete();
        }

        private Mono<Void> pause(Duration time) {
            return Mono.firstWithSignal(Mono.delay(time).then(), stop.asMono());
        }
    }
}
