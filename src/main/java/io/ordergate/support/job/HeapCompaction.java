package io.ordergate.support.job;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

/**
 * Collects the old generation of a small heap when it has grown: the serial collector lets it grow to its maximum first, and what
 * it has touched stays resident. A full collection of such a heap takes 0.1 to 0.2 seconds. Larger heaps, and those of other
 * collectors, are left alone.
 */
@Component
class HeapCompaction implements Job {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final long SMALL = DataSize.ofMegabytes(512).toBytes();
    private static final long GROWTH = DataSize.ofMegabytes(12).toBytes();

    private final Optional<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Tenured Gen"))
            .filter(pool -> pool.getUsage().getMax() <= SMALL)
            .findFirst();

    @Override
    public String name() {
        return "heap-compaction";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return Mono.fromRunnable(() -> old.filter(HeapCompaction::hasGrown).ifPresent(pool -> System.gc()));
    }

    /** Since the last full collection, or since the start. */
    static boolean hasGrown(MemoryPoolMXBean pool) {
        var collected = pool.getCollectionUsage();
        return pool.getUsage().getUsed() - (collected == null ? 0 : collected.getUsed()) > GROWTH;
    }
}
