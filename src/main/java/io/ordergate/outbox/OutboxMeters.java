package io.ordergate.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Counts and times what consumers have done, and shows the size of the backlog. */
@Component
class OutboxMeters {

    private final MeterRegistry registry;
    private volatile BacklogRepository.Size backlog = BacklogRepository.Size.NONE;

    OutboxMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("ordergate.outbox.parked", this, it -> it.backlog.deadLetters())
                .register(registry);
        Gauge.builder("ordergate.outbox.waiting", this, it -> it.backlog.waiting())
                .register(registry);
        Gauge.builder("ordergate.outbox.oldest", this, it -> it.backlog.oldestMillis() / 1_000.0)
                .baseUnit("seconds")
                .register(registry);
    }

    void handled(Outcome outcome, long nanoseconds) {
        var result = outcome.error() == null ? "done" : outcome.isDeadLetter() ? "parked" : "failed";
        Timer.builder("ordergate.outbox.handled")
                .tag("consumer", kind(outcome.claim().consumer()))
                .tag("result", result)
                .register(registry)
                .record(nanoseconds, TimeUnit.NANOSECONDS);
    }

    /** Counts outcomes that came too late, after another node had claimed the delivery. */
    void late(long outcomes) {
        registry.counter("ordergate.outbox.late").increment((double) outcomes);
    }

    /** Counts what an admin has done with a dead letter. */
    void administered(String action) {
        registry.counter("ordergate.outbox.administered", "action", action).increment();
    }

    void show(BacklogRepository.Size now) {
        backlog = now;
    }

    /** The name of the consumer, whose lanes share its meters: there may be any number of lanes. */
    private static String kind(String consumer) {
        var end = consumer.indexOf('/');
        return end < 0 ? consumer : consumer.substring(0, end);
    }
}
