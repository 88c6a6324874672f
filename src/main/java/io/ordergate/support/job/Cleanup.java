package io.ordergate.support.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.database.Db;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deletes what is over, kind by kind and batch by batch. */
@Component
class Cleanup implements Job {

    /** A run ends here even if there is more, so that one kind does not keep the others waiting. */
    static final int MOST_BATCHES = 100;

    private static final Logger log = LoggerFactory.getLogger(Cleanup.class);

    private final List<RetentionRule> rules;
    private final BatchDeletion delete;
    private final CleanupSettings settings;
    private final MeterRegistry meters;

    private record Deleted(String kind, long rows) {

        @Override
        public String toString() {
            return kind + " " + rows;
        }
    }

    @Autowired
    Cleanup(List<RetentionRule> rules, Db db, CleanupSettings settings, MeterRegistry meters) {
        this(rules, (rule, size) -> rule.deleteBatch(db, size), settings, meters);
    }

    Cleanup(List<RetentionRule> rules, BatchDeletion delete, CleanupSettings settings, MeterRegistry meters) {
        this.rules = rules;
        this.delete = delete;
        this.settings = settings;
        this.meters = meters;
    }

    /** Deletes a batch of what a rule says is over; how many rows. */
    @FunctionalInterface
    interface BatchDeletion {
        Mono<Long> delete(RetentionRule rule, int size);
    }

    @Override
    public String name() {
        return "cleanup";
    }

    @Override
    public Duration interval() {
        return settings.interval();
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return Flux.fromIterable(rules)
                .concatMap(rule -> deleteAll(rule, stopping))
                .filter(deleted -> deleted.rows() > 0)
                .collectList()
                .doOnNext(Cleanup::report)
                .then();
    }

    /** Batches until one is not full. What was deleted before an error counts. */
    private Mono<Deleted> deleteAll(RetentionRule rule, BooleanSupplier stopping) {
        return Mono.defer(() -> stopping.getAsBoolean() ? Mono.just(0L) : delete.delete(rule, settings.batchSize()))
                .repeat(MOST_BATCHES - 1)
                .takeUntil(rows -> rows < settings.batchSize())
                .doOnNext(rows -> meters.counter("ordergate.cleanup.deleted", "kind", rule.name())
                        .increment(rows))
                .doOnError(error -> failed(rule, error))
                .onErrorComplete()
                .reduce(0L, Long::sum)
                .map(rows -> new Deleted(rule.name(), rows));
    }

    private void failed(RetentionRule rule, Throwable error) {
        meters.counter("ordergate.cleanup.failed", "kind", rule.name()).increment();
        log.warn("Deleting {} failed and is tried again later: {}", rule.name(), error.toString());
    }

    private static void report(List<Deleted> deleted) {
        if (!deleted.isEmpty()) {
            log.info("Deleted what was over: {}", deleted);
        }
    }
}
