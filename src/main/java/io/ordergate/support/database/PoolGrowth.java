package io.ordergate.support.database;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.pool.AllocationStrategy;
import reactor.pool.PoolMetricsRecorder;

/**
 * How many connections a pool may make. After one could not be made there is a pause, as long as there are others: whoever asks
 * then waits for one of these to come back, instead of failing for want of one more.
 */
final class PoolGrowth implements AllocationStrategy, PoolMetricsRecorder {

    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final int most;
    private final AtomicInteger granted = new AtomicInteger();
    private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());

    PoolGrowth(int most) {
        this.most = most;
    }

    /** Whether there are connections: in use, idle or being made. */
    boolean hasAny() {
        return granted.get() > 0;
    }

    @Override
    public int getPermits(int desired) {
        var room = desired > 0 && !isPaused();
        return room && granted.getAndUpdate(count -> count < most ? count + 1 : count) < most ? 1 : 0;
    }

    @Override
    public int estimatePermitCount() {
        return isPaused() ? 0 : most - granted.get();
    }

    @Override
    public int permitGranted() {
        return granted.get();
    }

    @Override
    public int permitMinimum() {
        return 0;
    }

    @Override
    public int permitMaximum() {
        return most;
    }

    @Override
    public void returnPermits(int returned) {
        granted.addAndGet(-returned);
    }

    @Override
    public void recordAllocationSuccessAndLatency(long millis) {}

    @Override
    public void recordAllocationFailureAndLatency(long millis) {
        pausedUntil.set(System.nanoTime() + PAUSE_NANOS);
    }

    private boolean isPaused() {
        return hasAny() && System.nanoTime() - pausedUntil.get() < 0;
    }

    @Override
    public void recordResetLatency(long millis) {}

    @Override
    public void recordDestroyLatency(long millis) {}

    @Override
    public void recordLifetimeDuration(long millis) {}

    @Override
    public void recordRecycled() {}

    @Override
    public void recordIdleTime(long millis) {}

    @Override
    public void recordSlowPath() {}

    @Override
    public void recordFastPath() {}
}
