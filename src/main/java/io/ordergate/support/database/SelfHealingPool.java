package io.ordergate.support.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * A pool that passes over dead connections: after a restart of the database each one that was idle would else fail one
 * request. The pool's own retry is off, since it repeats every error: who has waited in vain would wait once more, and a
 * database that refuses connections would be asked twice by everybody.
 */
class SelfHealingPool extends ConnectionPool {

    private final int size;
    private final Duration longestWait;

    /**
     * @param size the most connections that there are
     * @param longestWait for a connection, when all are taken
     */
    SelfHealingPool(ConnectionPoolConfiguration.Builder pool, int size, Duration longestWait) {
        super(pool.maxSize(size).acquireRetry(0).build());
        this.size = size;
        this.longestWait = longestWait;
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
        return left == 0
                ? super.create()
                : super.create().onErrorResume(SelfHealingPool::isDead, dead -> next(left - 1));
    }

    /** The pool closes a connection that fails its check, and says so by this very class; the driver's errors are others. */
    private static boolean isDead(Throwable error) {
        return error.getClass() == R2dbcNonTransientResourceException.class;
    }
}
