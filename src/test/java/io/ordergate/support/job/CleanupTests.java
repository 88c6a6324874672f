package io.ordergate.support.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.support.database.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class CleanupTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> asked = new ArrayList<>();

    /** Rows that are over, and nothing else. */
    private record Heap(String name, IntFunction<Mono<Long>> batch) {}

    @Test
    void repeatsUntilABatchIsNotFull() {
        var left = new long[] {25};
        run(new Heap("a", size -> take(left, size)), new Heap("b", size -> Mono.just(0L)));
        assertThat(asked).containsExactly("a", "a", "a", "b");
        assertThat(deleted("a")).isEqualTo(25);
        assertThat(deleted("b")).isZero();
    }

    @Test
    void aKindThatFailsDoesNotStopTheOthers() {
        run(
                new Heap("broken", size -> Mono.error(new IllegalStateException("no"))),
                new Heap("thrown", size -> {
                    throw new IllegalStateException("no");
                }),
                new Heap("fine", size -> Mono.just(3L)));
        assertThat(deleted("fine")).isEqualTo(3);
        assertThat(meters.counter("ordergate.cleanup.failed", "kind", "broken").count())
                .isEqualTo(1);
        assertThat(meters.counter("ordergate.cleanup.failed", "kind", "thrown").count())
                .isEqualTo(1);
    }

    @Test
    void aRunEnds() {
        run(new Heap("endless", size -> Mono.just((long) size)), new Heap("next", size -> Mono.just(1L)));
        assertThat(asked).hasSize(Cleanup.MOST_BATCHES + 1).endsWith("next");
    }

    @Test
    void asksNoMoreWhenTheNodeStops() {
        cleanup(new Heap("a", size -> Mono.just((long) size)), new Heap("b", size -> Mono.just(1L)))
                .run(() -> asked.size() == 2)
                .block(Duration.ofSeconds(10));
        assertThat(asked).containsExactly("a", "a");
    }

    private void run(Heap... heaps) {
        cleanup(heaps).run(() -> false).block(Duration.ofSeconds(10));
    }

    private Cleanup cleanup(Heap... heaps) {
        var rules = Arrays.stream(heaps)
                .map(heap -> new RetentionRule(heap.name(), Sql.of("delete from " + heap.name())))
                .toList();
        return new Cleanup(
                rules,
                (rule, size) -> {
                    asked.add(rule.name());
                    return heaps[rules.indexOf(rule)].batch().apply(size);
                },
                new CleanupSettings(Duration.ofMinutes(10), 10),
                meters);
    }

    private static Mono<Long> take(long[] left, int size) {
        return Mono.fromSupplier(() -> {
            var taken = Math.min(left[0], size);
            left[0] -= taken;
            return taken;
        });
    }

    private double deleted(String kind) {
        return meters.counter("ordergate.cleanup.deleted", "kind", kind).count();
    }
}
