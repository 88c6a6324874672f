package io.ordergate.support.database;

import io.ordergate.support.Uncancellable;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A pool that passes over dead connections: after a restart of the database each one that was idle would else fail one
 * request. Once a server was silent, each connection has to answer before it is used again: a network without power closes none,
 * and the kernel waits for up to a quarter of an hour. The pool's own retry is off, since it repeats every error: who has waited in vain would wait once more, and a
 * database that refuses connections would be asked twice by everybody.
 */
class SelfHealingPool extends ConnectionPool {

    private static final Duration LONGEST_PING = Duration.ofMillis(250);

    private final int size;
    private final Duration longestWait;
    private final PoolGrowth growth;

    /** Connections that have answered since one did not; null as long as all have. */
    private volatile @Nullable Set<Connection> heard;

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

    /** A connection for a transaction, in which whoever holds the connection has no time limit for it all. */
    @Override
    public Mono<Connection> create() {
        return Mono.defer(() -> Timeouts.after(longestWait, next(size)))
                .map(connection -> TimedTransactions.of(connection, longestWait, this::abandon));
    }

    /** The same for callers who limit the time of all that they do: no other timer runs for those who find room. */
    Mono<Connection> createAtOnce() {
        return Mono.defer(() -> taken() < size ? next(size) : Timeouts.after(longestWait, next(size)));
    }

    /** Ends a connection whose server has not answered: what is under way there would hold up whoever used it next. */
    Mono<Void> abandon(Connection connection) {
        heard = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
        return end(connection);
    }

    /** How many connections are in use or being made. */
    int taken() {
        return getMetrics().map(pool -> pool.allocatedSize() - pool.idleSize()).orElseThrow();
    }

    private Mono<Connection> next(int left) {
        return super.create()
                .delayUntil(this::requireAnswer)
                .onErrorResume(SelfHealingPool::isOfAConnection, failed -> again(failed, left));
    }

    /** Errors: that of a dead connection, for one that does not answer. */
    private Mono<Void> requireAnswer(Connection connection) {
        var known = heard;
        if (known == null || known.contains(PreparedStatements.real(connection))) {
            return Mono.empty();
        }
        return Timeouts.after(LONGEST_PING, Mono.from(connection.validate(ValidationDepth.REMOTE)))
                .filter(answered -> answered)
                .switchIfEmpty(Mono.error(SelfHealingPool::silence))
                .doOnNext(answered -> known.add(PreparedStatements.real(connection)))
                .doOnCancel(() -> Uncancellable.finish(giveUp(connection), () -> {}))
                .onErrorResume(silent -> giveUp(connection).then(Mono.error(SelfHealingPool::silence)))
                .then();
    }

    private Mono<Void> giveUp(Connection connection) {
        return end(connection).then(Mono.from(connection.close()));
    }

    /** The driver closes its socket after a farewell that it does not wait for. */
    private static Mono<Void> end(Connection connection) {
        return Timeouts.after(
                        LONGEST_PING,
                        Mono.from(PreparedStatements.real(connection).close()))
                .onErrorComplete();
    }

    private static R2dbcNonTransientResourceException silence() {
        return new R2dbcNonTransientResourceException("the server is silent");
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
