package io.ordergate.support.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.ordergate.support.database.Db;
import io.ordergate.support.job.RetentionRule.Deletion;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Deletes what is over, kind by kind and batch by batch. */
@Component
class Cleanup implements Job {

    private static final Logger log = LoggerFactory.getLogger(Cleanup.class);

    private final List<RetentionRule> rules;
    private final BatchDeletion delete;
    private final CleanupSettings settings;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, AtomicLong> late;
    private final Sinks.Many<String> behind = Sinks.many().multicast().directBestEffort();

    /** What was deleted of a kind in one run, and what the last batch was. */
    private record KindDeletion(String kind, long rows, int partitions, Deletion last) {

        private KindDeletion(String kind) {
            this(kind, 0, 0, Deletion.NONE);
        }

        private KindDeletion with(Deletion batch) {
            return new KindDeletion(kind, rows + batch.rows(), partitions + batch.partitions(), batch);
        }

        @Override
        public String toString() {
            return kind + " " + rows + (partitions == 0 ? "" : " and partitions " + partitions);
        }
    }

    @Autowired
    Cleanup(List<RetentionRule> rules, Db db, CleanupSettings settings, MeterRegistry meters, Clock clock) {
        this(rules, (rule, size) -> rule.deleteBatch(db, size), settings, meters, clock);
    }

    Cleanup(
            List<RetentionRule> rules,
            BatchDeletion delete,
            CleanupSettings settings,
            MeterRegistry meters,
            Clock clock) {
        this.rules = rules;
        this.delete = delete;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.late = rules.stream()
                .map(RetentionRule::name)
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(),
                        kind -> meters.gauge(
                                "ordergate.cleanup.late.seconds", Tags.of("kind", kind), new AtomicLong())));
    }

    /** Deletes a batch of what a rule says is over. */
    @FunctionalInterface
    interface BatchDeletion {
        Mono<Deletion> delete(RetentionRule rule, int size);
    }

    @Override
    public String name() {
        return "cleanup";
    }

    @Override
    public Duration interval() {
        return settings.interval();
    }

    /** A kind that had no time to end goes on at once, after the others. */
    @Override
    public Flux<?> wakes() {
        return behind.asFlux();
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return Flux.fromIterable(rules)
                .concatMap(rule -> deleteAll(rule, stopping))
                .filter(deleted -> deleted.rows() + deleted.partitions() > 0)
                .collectList()
                .doOnNext(Cleanup::report)
                .then();
    }

    /** Deletes batches until one is not full or the kind's time is over. What was deleted before an error counts. */
    private Mono<KindDeletion> deleteAll(RetentionRule rule, BooleanSupplier stopping) {
        return Mono.defer(() -> {
            var end = clock.instant().plus(settings.timeLimit());
            return stopping.getAsBoolean()
                    ? Mono.empty()
                    : batches(
                            rule,
                            () -> !stopping.getAsBoolean() && clock.instant().isBefore(end));
        });
    }

    private Mono<KindDeletion> batches(RetentionRule rule, BooleanSupplier hasTime) {
        return Mono.defer(() -> delete.delete(rule, settings.batchSize()))
                .repeat(hasTime)
                .takeUntil(batch -> !batch.isFull())
                .doOnNext(batch -> count(rule, batch))
                .doOnError(error -> failed(rule, error))
                .onErrorComplete()
                .reduce(new KindDeletion(rule.name()), KindDeletion::with)
                .doOnNext(this::record);
    }

    private void count(RetentionRule rule, Deletion batch) {
        meters.counter("ordergate.cleanup.deleted", "kind", rule.name()).increment((double) batch.rows());
        meters.counter("ordergate.cleanup.dropped", "kind", rule.name()).increment(batch.partitions());
    }

    /** Says what is left: the oldest of the last batch was deleted a moment ago, and the next one is not much younger. */
    private void record(KindDeletion run) {
        var isBehind = run.last().isFull();
        Objects.requireNonNull(late.get(run.kind()))
                .set(isBehind ? run.last().late().toSeconds() : 0);
        if (isBehind) {
            meters.counter("ordergate.cleanup.full", "kind", run.kind()).increment();
            behind.tryEmitNext(run.kind());
        }
    }

    private void failed(RetentionRule rule, Throwable error) {
        meters.counter("ordergate.cleanup.failed", "kind", rule.name()).increment();
        log.warn("Deleting {} failed and is tried again later: {}", rule.name(), error.toString());
    }

    private static void report(List<KindDeletion> deleted) {
        if (!deleted.isEmpty()) {
            log.info("Deleted what was over: {}", deleted);
        }
    }
}
