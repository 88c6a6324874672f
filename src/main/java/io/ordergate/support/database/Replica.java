package io.ordergate.support.database;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.r2dbc.metrics.ConnectionPoolMetrics;
import reactor.core.publisher.Mono;

/**
 * The connections to a replica of the database, and whether it is asked: after a failure the primary answers in its place, and
 * only now and then one call tries again.
 */
final class Replica implements MeterBinder {

    private static final Logger log = LoggerFactory.getLogger(Replica.class);

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final long ANSWERS = 0;

    private final SelfHealingPool connections;
    private final Duration longest;
    private final Clock clock;
    private final AtomicLong nextTry = new AtomicLong(ANSWERS);
    private final AtomicLong fallbacks = new AtomicLong();

    /** @param longest how long a statement may take, connection included, before the primary is asked */
    Replica(SelfHealingPool connections, Duration longest, Clock clock) {
        this.connections = connections;
        this.longest = longest;
        this.clock = clock;
    }

    SelfHealingPool connections() {
        return connections;
    }

    Duration longest() {
        return longest;
    }

    /** What the replica answers, or else the primary. A statement that PostgreSQL has ended is not given to the primary, too. */
    <T> Mono<T> orPrimary(Mono<T> replica, Mono<T> primary) {
        return Mono.defer(() -> isAsked()
                ? replica.doOnSuccess(answer -> answered())
                        .onErrorResume(error -> !Db.isCancelled(error), error -> failed(error, primary))
                : primary.doFirst(fallbacks::incrementAndGet));
    }

    private boolean isAsked() {
        var due = nextTry.get();
        return due == ANSWERS || (clock.millis() >= due && nextTry.compareAndSet(due, afterPause()));
    }

    private void answered() {
        if (nextTry.getAndSet(ANSWERS) != ANSWERS) {
            log.info("The replica of the database answers again");
        }
    }

    private <T> Mono<T> failed(Throwable error, Mono<T> primary) {
        fallbacks.incrementAndGet();
        if (nextTry.getAndSet(afterPause()) == ANSWERS) {
            log.warn("The primary answers in place of the replica of the database: {}", error.toString());
        }
        return primary;
    }

    private long afterPause() {
        return clock.millis() + PAUSE.toMillis();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        new ConnectionPoolMetrics(connections, "replica", Tags.empty()).bindTo(registry);
        FunctionCounter.builder("ordergate.database.replica.fallbacks", fallbacks, AtomicLong::get)
                .description("Reads that the primary answered in place of the replica")
                .register(registry);
    }
}
