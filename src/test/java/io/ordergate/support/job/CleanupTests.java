package io.ordergate.support.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.support.MutableClock;
import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule.Deletion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class CleanupTests {

    private static final Duration TIME = Duration.ofSeconds(5);
    private static final int SIZE = 10;
    private static final Duration LATE = Duration.ofHours(3);

    private final MutableClock clock = MutableClock.at("2026-01-01T00:00:00Z");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> asked = new ArrayList<>();

    /** Rows that are over, and nothing else. */
    private record Heap(String name, IntFunction<Mono<Deletion>> batch) {}

    @Test
    void repeatsUntilABatchIsNotFull() {
        var left = new long[] {25};
        run(new Heap("a", size -> take(left, size)), new Heap("b", size -> Mono.just(deletion(0))));
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
                new Heap("fine", size -> Mono.just(deletion(3))));
        assertThat(deleted("fine")).isEqualTo(3);
        assertThat(meters.counter("ordergate.cleanup.failed", "kind", "broken").count())
                .isEqualTo(1);
        assertThat(meters.counter("ordergate.cleanup.failed", "kind", "thrown").count())
                .isEqualTo(1);
    }

    @Test
    void aKindHasItsTimeAndGoesOnAfterTheOthers() {
        var cleanup = cleanup(
                new Heap("endless", size -> {
                    clock.advance(Duration.ofSeconds(1));
                    return Mono.just(deletion(size));
                }),
                new Heap("next", size -> Mono.just(deletion(1))));
        var woken = new ArrayList<Object>();
        cleanup.wakes().subscribe(woken::add);
        cleanup.run(() -> false).block(Duration.ofSeconds(10));
        assertThat(woken).containsExactly("endless");
        assertThat(asked).hasSize((int) TIME.toSeconds() + 1).endsWith("endless", "next");
    }

    @Test
    void metersSayWhatIsLeft() {
        var left = new long[] {10 * (TIME.toSeconds() + 1)};
        var cleanup = cleanup(new Heap("a", size -> {
            clock.advance(Duration.ofSeconds(1));
            return take(left, size);
        }));
        cleanup.run(() -> false).block(Duration.ofSeconds(10));
        assertThat(full("a")).isEqualTo(1);
        assertThat(late("a")).isEqualTo((double) LATE.toSeconds());
        cleanup.run(() -> false).block(Duration.ofSeconds(10));
        assertThat(full("a")).isEqualTo(1);
        assertThat(late("a")).isZero();
    }

    @Test
    void asksNoMoreWhenTheNodeStops() {
        cleanup(new Heap("a", size -> Mono.just(deletion(size))), new Heap("b", size -> Mono.just(deletion(1))))
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
                new CleanupSettings(Duration.ofMinutes(10), SIZE, TIME),
                meters,
                clock);
    }

    private static Mono<Deletion> take(long[] left, int size) {
        return Mono.fromSupplier(() -> {
            var taken = Math.min(left[0], size);
            left[0] -= taken;
            return deletion(taken);
        });
    }

    private static Deletion deletion(long rows) {
        return new Deletion(rows, 0, LATE, rows >= SIZE);
    }

    private double full(String kind) {
        return meters.counter("ordergate.cleanup.full", "kind", kind).count();
    }

    private double late(String kind) {
        return meters.get("ordergate.cleanup.late.seconds")
                .tag("kind", kind)
                .gauge()
                .value();
    }

    private double deleted(String kind) {
        return meters.counter("ordergate.cleanup.deleted", "kind", kind).count();
    }
}
