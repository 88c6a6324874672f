package io.ordergate.support.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import reactor.core.publisher.Mono;

/**
 * A pool that passes over dead connections: after a restart of the database each one that was idle would else fail one
 * request. The pool's own retry is off, since it repeats every error: who has waited in vain would wait once more, and a
 * database that refuses connections would be asked twice by everybody.
 */
class LivePool extends ConnectionPool {

    private final int size;

    LivePool(ConnectionPoolConfiguration.Builder pool, int size) {
        super(pool.maxSize(size).acquireRetry(0).build());
        this.size = size;
    }

    @Override
    public Mono<Connection> create() {
        return another(size);
    }

    /** Whether somebody who asks now need not wait for anybody else. */
    boolean hasRoom() {
        return taken() < size;
    }

    /** How many connections are in use or being made. */
    int taken() {
        return getMetrics().map(pool -> pool.allocatedSize() - pool.idleSize()).orElseThrow();
    }

    private Mono<Connection> another(int left) {
        return left == 0 ? super.create() : super.create().onErrorResume(LivePool::isDead, dead -> another(left - 1));
    }

    /** The pool closes a connection that fails its check, and says so by this very class; the driver's errors are others. */
    private static boolean isDead(Throwable error) {
        return error.getClass() == R2dbcNonTransientResourceException.class;
    }
}
