package io.ordergate.outbox;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many messages of one consumer a node handles at once. The window grows by one with each good outcome while it is full, so
 * that a slow consumer keeps up, and loses an eighth with each failure, so that a broken one is left in peace.
 */
class ConcurrencyWindow {

    static final int START = 16;
    private static final int PART = 8;

    private final int least;
    private final int most;
    private final AtomicInteger size;
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger unrecorded = new AtomicInteger();
    private volatile boolean full;

    ConcurrencyWindow(int most) {
        this.most = most;
        this.least = Math.min(START, most);
        this.size = new AtomicInteger(least);
    }

    /** How many more messages may be claimed. */
    int room() {
        return Math.max(0, size.get() - held.get());
    }

    /** Whether a claim got as much as it asked for: more may wait. */
    void asked(int room, int got) {
        full = got >= room;
    }

    void begun() {
        held.incrementAndGet();
    }

    void ended(boolean good) {
        unrecorded.incrementAndGet();
        size.updateAndGet(now -> !good ? Math.max(least, now - now / PART) : full ? Math.min(most, now + 1) : now);
    }

    void recorded() {
        held.decrementAndGet();
        unrecorded.decrementAndGet();
    }

    /** Whether no message of the consumer is handled or waits to be recorded. */
    boolean isIdle() {
        return held.get() == 0;
    }

    /** Whether so much is over that a claim is worth while at once. */
    boolean isRipe() {
        return full && 2 * unrecorded.get() >= size.get();
    }
}
