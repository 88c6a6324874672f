package io.ordergate.support.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * A pool that passes over dead connections: after a restart of the database each one that was idle would else fail one
 * request. The pool's own retry is off, since it repeats every error: who has waited in vain would wait once more, and a
 * database that refuses connections would be asked twice by everybody.
 */
class SelfHealingPool extends ConnectionPool {

    private final int size;
    private final Duration longestWait;
    private final PoolGrowth growth;

    /**
     * @param size the most connections that there are
     * @param maxWaiting how many may wait when all are taken
     * @param longestWait for a connection, when all are taken
     */
    SelfHealingPool(ConnectionPoolConfiguration.Builder pool, int size, int maxWaiting, Duration longestWait) {
        this(pool, maxWaiting, longestWait, new PoolGrowth(size));
    }

    private SelfHealingPool(
            ConnectionPoolConfiguration.Builder pool, int maxWaiting, Duration longestWait, PoolGrowth growth) {
        super(pool.acquireRetry(0)
                .metricsRecorder(growth)
                .customizer(it -> it.allocationStrategy(growth)
                        .maxPendingAcquire(maxWaiting)
                        .idleResourceReuseMruOrder())
                .build());
        this.size = growth.permitMaximum();
        this.longestWait = longestWait;
        this.growth = growth;
    }

    @Override
    public Mono<Connection> create() {
        return Mono.defer(() -> Timeouts.after(longestWait, next(size)));
    }

    /** The same for callers who limit the time of all that they do: no other timer runs for those who find room. */
    Mono<Connection> createAtOnce() {
        return Mono.defer(() -> taken() < size ? next(size) : Timeouts.after(longestWait, next(size)));
    }

    /** How many connections are in use or being made. */
    int taken() {
        return getMetrics().map(pool -> pool.allocatedSize() - pool.idleSize()).orElseThrow();
    }

    private Mono<Connection> next(int left) {
        return super.create().onErrorResume(SelfHealingPool::isOfAConnection, failed -> again(failed, left));
    }

    /** Dead connections are passed over; who could not be given a new one waits for those that others give back. */
    private Mono<Connection> again(Throwable failed, int left) {
        if (isDead(failed)) {
            return left == 0 ? Mono.error(failed) : next(left - 1);
        }
        return growth.hasAny() ? Timeouts.after(longestWait, next(left)) : Mono.error(failed);
    }

    /** Not of the pool itself, which has room for no more callers or has been closed. */
    private static boolean isOfAConnection(Throwable error) {
        return error instanceof R2dbcException || error instanceof TimeoutException;
    }

    /** The pool closes a connection that fails its check, and says so by this very class; the driver's errors are others. */
    private static boolean isDead(Throwable error) {
        return error.getClass() == R2dbcNonTransientResourceException.class;
    }
}
