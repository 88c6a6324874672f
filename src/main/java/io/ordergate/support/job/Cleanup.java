package io.ordergate.support.job;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deletes what is over, kind by kind and batch by batch. */
@Component
class Cleanup implements Job {

    /** A run ends here even if there is more, so that one kind does not keep the others waiting. */
    static final int MOST_BATCHES = 100;

    private static final Logger log = LoggerFactory.getLogger(Cleanup.class);

    private final List<Expired> kinds;
    private final CleanupSettings settings;
    private final MeterRegistry meters;

    private record Deleted(String kind, long rows) {

        @Override
        public String toString() {
            return kind + " " + rows;
        }
    }

    Cleanup(List<Expired> kinds, CleanupSettings settings, MeterRegistry meters) {
        this.kinds = kinds;
        this.settings = settings;
        this.meters = meters;
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
        return Flux.fromIterable(kinds)
                .concatMap(kind -> deleteAll(kind, stopping))
                .filter(deleted -> deleted.rows() > 0)
                .collectList()
                .doOnNext(Cleanup::report)
                .then();
    }

    /** Batches until one is not full. What was deleted before an error counts. */
    private Mono<Deleted> deleteAll(Expired kind, BooleanSupplier stopping) {
        return Mono.defer(() -> stopping.getAsBoolean() ? Mono.just(0L) : kind.deleteBatch(settings.batchSize()))
                .repeat(MOST_BATCHES - 1)
                .takeUntil(rows -> rows < settings.batchSize())
                .doOnNext(rows -> meters.counter("ordergate.cleanup.deleted", "kind", kind.name())
                        .increment(rows))
                .doOnError(error -> failed(kind, error))
                .onErrorComplete()
                .reduce(0L, Long::sum)
                .map(rows -> new Deleted(kind.name(), rows));
    }

    private void failed(Expired kind, Throwable error) {
        meters.counter("ordergate.cleanup.failed", "kind", kind.name()).increment();
        log.warn("Deleting {} failed and is tried again later: {}", kind.name(), error.toString());
    }

    private static void report(List<Deleted> deleted) {
        if (!deleted.isEmpty()) {
            log.info("Deleted what was over: {}", deleted);
        }
    }
}
