package io.ordergate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.ratelimit.RateLimiter.Budget;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What two nodes do while the store of budgets is away: neither refuse everybody nor allow everything. */
abstract class StoreOutageContract {

    private static final int NODES = 2;
    private static final int QUOTA = 4;
    private static final int CALLERS = 32;
    private static final int ROUNDS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String RUN = Long.toString(System.nanoTime(), Character.MAX_RADIX);

    private final RateLimitPolicy policy = RateLimitPolicy.parse("outage", QUOTA + "/1h");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(SharedRateLimiter.class);

    /** The store, as one more node sees it. */
    abstract RateLimiter store();

    abstract void stop() throws Exception;

    abstract void restore() throws Exception;

    /** No call takes longer: a time that is generous, since the machine may be busy. */
    abstract Duration longest();

    /** Whether the store still knows what it knew. */
    abstract boolean remembers();

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void end() {
        log.detachAppender(lines);
    }

    @Test
    void eachNodeCountsAloneWithItsShareUntilTheStoreIsBack() throws Exception {
        var one = node();
        var other = node();
        await().atMost(PATIENCE).until(() -> counts(one) && counts(other));
        assertThat(acquire(one, "before")).isTrue();
        assertThat(acquire(other, "before", QUOTA)).isFalse();
        lines.list.clear();
        var aloneBefore = alone();

        stop();
        for (var node : List.of(one, other)) {
            var granted = Flux.range(0, CALLERS * ROUNDS)
                    .flatMap(
                            call -> Flux.defer(() -> timed(node, "phone" + call % CALLERS))
                                    .subscribeOn(Schedulers.parallel()),
                            CALLERS)
                    .filter(RateLimitDecision::granted)
                    .count()
                    .block();
            assertThat(granted).as("each of the phones its share").isEqualTo(CALLERS * (QUOTA / NODES));
        }
        assertThat(warnings()).as("each node says it once").hasSize(NODES);
        assertThat(alone() - aloneBefore).as("all are counted").isGreaterThanOrEqualTo(CALLERS * NODES);
        one.release(List.of(budget("phone0"))).block();
        assertThat(acquire(one, "phone0"))
                .as("what is released may be acquired again")
                .isTrue();

        restore();
        for (var node : List.of(one, other)) {
            await().atMost(PATIENCE).until(() -> counts(node));
        }
        for (var call = 0; call < QUOTA; call++) {
            assertThat(acquire(call % 2 == 0 ? one : other, "after")).isTrue();
        }
        assertThat(acquire(one, "after")).isFalse();
        assertThat(acquire(other, "after")).isFalse();
        assertThat(warnings()).hasSize(NODES);
        assertThat(lines.list.stream().filter(line -> line.getFormattedMessage().contains("answers again")))
                .hasSize(NODES);
        if (remembers()) {
            assertThat(acquire(other, "before", QUOTA))
                    .as("from before the outage")
                    .isFalse();
        }
    }

    private RateLimiter node() {
        var clock = Clock.systemUTC();
        return new SharedRateLimiter(
                store(),
                new InMemoryRateLimiter(clock, meters, 1000),
                NODES,
                new Refusals(clock, meters),
                clock,
                meters);
    }

    private Flux<RateLimitDecision> timed(RateLimiter node, String key) {
        return node.acquire(policy, RUN + key)
                .timed()
                .doOnNext(call -> assertThat(call.elapsed()).isLessThan(longest()))
                .map(call -> call.get())
                .doOnNext(decision -> assertThat(decision.policy()).isSameAs(policy))
                .flux();
    }

    /** Whether another node sees what this node acquires. */
    private boolean counts(RateLimiter node) {
        var before = alone();
        return acquire(node, "probe" + System.nanoTime()) && alone() == before;
    }

    private boolean acquire(RateLimiter node, String key) {
        return acquire(node, key, 1);
    }

    private boolean acquire(RateLimiter node, String key, long count) {
        var decisions = Objects.requireNonNull(
                node.acquire(List.of(budget(key).times(count))).block());
        return decisions.get(0).granted();
    }

    private Budget budget(String key) {
        return new Budget(policy, RUN + key);
    }

    private double alone() {
        return meters.counter("ordergate.limits.alone").count();
    }

    private List<ILoggingEvent> warnings() {
        return lines.list.stream()
                .filter(line -> line.getFormattedMessage().contains("does not answer"))
                .toList();
    }
}
