package io.ordergate.sms;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.Detached;
import io.ordergate.support.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Writes down every attempt, behind the back of the caller who waits for a code: a second later, many in one statement. What
 * a crash or an overflow loses is lost; the latter is counted.
 */
@Component
class SmsJournal implements Job, SmartLifecycle {

    private static final int ROOM = 20_000;
    private static final int BATCH = 500;
    private static final int TRIES = 3;
    private static final Duration BACKOFF = Duration.ofMillis(200);
    private static final Logger log = LoggerFactory.getLogger(SmsJournal.class);

    private final Queue<SmsAttempt> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final SmsMessageRepository messages;
    private final Duration interval;
    private final Counter written;
    private final Counter lost;
    private volatile boolean running;

    SmsJournal(SmsMessageRepository messages, SmsSettings settings, MeterRegistry registry) {
        this.messages = messages;
        this.interval = settings.journalDelay();
        this.written = registry.counter("ordergate.sms.journal", "rows", "written");
        this.lost = registry.counter("ordergate.sms.journal", "rows", "lost");
        registry.gauge("ordergate.sms.journal.waiting", count);
    }

    /** Never waits. */
    void add(SmsAttempt attempt) {
        if (count.incrementAndGet() > ROOM) {
            count.decrementAndGet();
            lost.increment();
            return;
        }
        waiting.add(attempt);
    }

    /** Writes all that waits now. Never an error: what the database does not take is counted as lost. */
    Mono<Void> write() {
        return Flux.<List<SmsAttempt>>generate(sink -> {
                    var batch = next();
                    if (batch.isEmpty()) {
                        sink.complete();
                    } else {
                        sink.next(batch);
                    }
                })
                .concatMap(this::insert, 0)
                .then();
    }

    private Mono<Void> insert(List<SmsAttempt> batch) {
        return messages.insert(batch)
                .retryWhen(Retry.backoff(TRIES, BACKOFF))
                .doOnSuccess(done -> written.increment(batch.size()))
                .onErrorResume(error -> {
                    lost.increment(batch.size());
                    log.warn("{} attempts to send texts were not written down", batch.size(), error);
                    return Mono.empty();
                });
    }

    private List<SmsAttempt> next() {
        var batch = new ArrayList<SmsAttempt>();
        while (batch.size() < BATCH) {
            var attempt = waiting.poll();
            if (attempt == null) {
                break;
            }
            batch.add(attempt);
        }
        count.addAndGet(-batch.size());
        return batch;
    }

    @Override
    public String name() {
        return "sms-journal";
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return write();
    }

    @Override
    public void start() {
        running = true;
    }

    /** After the jobs, and after the web server, whose last requests may still send; the database is there yet. */
    @Override
    public void stop(Runnable callback) {
        running = false;
        Detached.finish(write(), callback);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
