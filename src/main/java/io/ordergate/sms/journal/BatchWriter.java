package io.ordergate.sms.journal;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Writes rows later, many in one statement. The queue is bounded: a row for which there is no place is lost and counted. */
class BatchWriter<T> {

    private static final int ROOM = 20_000;
    private static final int BATCH = 500;
    private static final int TRIES = 3;
    private static final Duration BACKOFF = Duration.ofMillis(200);
    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final String name;
    private final Function<List<T>, Mono<Void>> writer;
    private final Counter written;
    private final Counter lost;

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
            return;
        }
        waiting.add(row);
    }

    /** Writes until the queue is empty. Emits no error: rows that the database refuses are counted as lost. */
    Mono<Void> write() {
        return write(Integer.MAX_VALUE);
    }

    /** Writes the oldest rows, so many at most. Emits no error. */
    Mono<Void> write(int most) {
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
                .then();
    }

    private Mono<Void> write(List<T> batch) {
        return writer.apply(batch)
                .retryWhen(Retry.backoff(TRIES, BACKOFF))
                .doOnSuccess(done -> written.increment(batch.size()))
                .onErrorResume(error -> {
                    lost.increment(batch.size());
                    log.warn("{} {} were not written down", batch.size(), name, error);
                    return Mono.empty();
                });
    }

    private List<T> next(int most) {
        var batch = new ArrayList<T>();
        while (batch.size() < most) {
            var row = waiting.poll();
            if (row == null) {
                break;
            }
            batch.add(row);
        }
        count.addAndGet(-batch.size());
        return batch;
    }
}
