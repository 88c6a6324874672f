package io.ordergate.sms.journal;

import io.micrometer.core.instrument.Counter;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes rows later, many in one statement, and keeps them until the database has taken them. The room is bounded: a row for
 * which there is no place is lost and counted, as is a row that the database has read and refuses.
 */
class BatchWriter<T> {

    static final int ROOM = 20_000;
    private static final int BATCH = 500;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

    /** Classes of SQLSTATE that speak of the rows: cardinality, data, constraints, limits (PostgreSQL, appendix A). */
    private static final Set<String> ABOUT_ROWS = Set.of("21", "22", "23", "54");

    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();

    /**
     * Batches that may have been written. They are written again as they are, since the database knows them by the ids of their
     * rows.
     */
    private final Deque<List<T>> again = new ConcurrentLinkedDeque<>();

    /** The rows that are neither written nor lost, those under way among them. */
    private final AtomicInteger count = new AtomicInteger();

    private final AtomicBoolean full = new AtomicBoolean();
    private final String name;
    private final Function<List<T>, Mono<Void>> writer;
    private final Counter written;
    private final Counter lost;
    private volatile Duration pause = Duration.ZERO;
    private volatile long failedAt;

    BatchWriter(String name, Function<List<T>, Mono<Void>> writer, Counter written, Counter lost) {
        this.name = name;
        this.writer = writer;
        this.written = written;
        this.lost = lost;
    }

    int size() {
        return count.get();
    }

    /** Adds a row to the queue, without waiting. */
    void add(T row) {
        if (count.incrementAndGet() > ROOM) {
            count.decrementAndGet();
            lost.increment();
            if (full.compareAndSet(false, true)) {
                log.error(
                        "There is no room for more {}: further ones are lost until the database takes rows again",
                        name);
            }
            return;
        }
        waiting.add(row);
    }

    /** Writes until the queue is empty. Emits whether that was reached, and no error. */
    Mono<Boolean> write() {
        return write(Integer.MAX_VALUE);
    }

    /**
     * Writes the oldest rows, so many at most. Emits false where the database does not answer: then the rows stay for the next
     * time, and the next times do nothing until a pause is over, which grows. Emits no error.
     */
    Mono<Boolean> write(int most) {
        return Mono.defer(() -> isPaused() ? Mono.just(false) : writeNow(most));
    }

    /** Counts all rows that are left as lost. */
    void giveUp() {
        var left = count.getAndSet(0);
        waiting.clear();
        again.clear();
        if (left > 0) {
            lost.increment(left);
            log.error("{} {} were not written down: the database did not take them until the stop", left, name);
        }
    }

    private Mono<Boolean> writeNow(int most) {
        return Flux.<List<T>, Integer>generate(() -> most, (left, sink) -> {
                    var batch = next(Math.min(left, BATCH));
                    if (batch.isEmpty()) {
                        sink.complete();
                    } else {
                        sink.next(batch);
                    }
                    return left - batch.size();
                })
                .concatMap(this::write, 0)
                .all(done -> done);
    }

    private Mono<Boolean> write(List<T> batch) {
        return Mono.defer(() -> writer.apply(batch))
                .doOnCancel(() -> again.addFirst(batch))
                .then(Mono.fromSupplier(() -> written(batch)))
                .onErrorResume(error -> Mono.just(failed(batch, error)));
    }

    private boolean written(List<T> batch) {
        count.addAndGet(-batch.size());
        written.increment(batch.size());
        if (!pause.isZero()) {
            pause = Duration.ZERO;
            log.info("The database takes {} again", name);
        }
        full.set(false);
        return true;
    }

    /** Gives whether it makes sense to go on. One row that is refused must not take its batch along: halves are tried. */
    private boolean failed(List<T> batch, Throwable error) {
        if (!isAboutRows(error)) {
            again.addFirst(batch);
            pause(error);
            return false;
        }
        if (batch.size() > 1) {
            again.addFirst(batch.subList(batch.size() / 2, batch.size()));
            again.addFirst(batch.subList(0, batch.size() / 2));
            return true;
        }
        count.decrementAndGet();
        lost.increment();
        log.warn("One of the {} was not written down: the database refuses the row", name, error);
        return true;
    }

    private void pause(Throwable error) {
        if (pause.isZero()) {
            log.warn("The database does not take {}, which are kept: {}", name, error.toString());
        }
        var longer = pause.isZero() ? SHORTEST_PAUSE : pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        failedAt = System.nanoTime();
    }

    private boolean isPaused() {
        return !pause.isZero() && System.nanoTime() - failedAt < pause.toNanos();
    }

    /** Whether the rows would be refused each time, as opposed to a database that is away, or busy, or not ready. */
    private static boolean isAboutRows(Throwable error) {
        var passing = false;
        for (@Nullable Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof R2dbcException refusal) {
                var state = refusal.getSqlState();
                return state != null && state.length() > 2 && ABOUT_ROWS.contains(state.substring(0, 2));
            }
            passing |= each instanceof DataAccessException
                    || each instanceof TimeoutException
                    || each instanceof IOException;
        }
        return !passing;
    }

    private List<T> next(int most) {
        var unwritten = most > 0 ? again.pollFirst() : null;
        if (unwritten != null) {
            return unwritten;
        }
        var batch = new ArrayList<T>();
        while (batch.size() < most) {
            var row = waiting.poll();
            if (row == null) {
                break;
            }
            batch.add(row);
        }
        return batch;
    }
}
