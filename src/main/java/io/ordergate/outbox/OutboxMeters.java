package io.ordergate.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Counts and times what consumers did, and shows what is left to be done. */
@Component
class OutboxMeters {

    private final MeterRegistry registry;
    private volatile Backlog backlog = Backlog.NONE;

    OutboxMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("ordergate.outbox.parked", this, it -> it.backlog.parked())
                .register(registry);
        Gauge.builder("ordergate.outbox.waiting", this, it -> it.backlog.waiting())
                .register(registry);
        Gauge.builder("ordergate.outbox.oldest", this, it -> it.backlog.oldestMillis() / 1_000.0)
                .baseUnit("seconds")
                .register(registry);
    }

    void handled(Outcome outcome, long nanoseconds) {
        var result = outcome.error() == null ? "done" : outcome.isParked() ? "parked" : "failed";
        Timer.builder("ordergate.outbox.handled")
                .tag("consumer", kind(outcome.claim().consumer()))
                .tag("result", result)
                .register(registry)
                .record(nanoseconds, TimeUnit.NANOSECONDS);
    }

    /** Outcomes that came too late, after somebody else had taken over. */
    void late(long outcomes) {
        registry.counter("ordergate.outbox.late").increment((double) outcomes);
    }

    /** What an admin did with a parked message. */
    void administered(String action) {
        registry.counter("ordergate.outbox.administered", "action", action).increment();
    }

    void show(Backlog now) {
        backlog = now;
    }

    /** Lanes of one consumer share its meters: there may be any number of them. */
    private static String kind(String consumer) {
        var end = consumer.indexOf('/');
        return end < 0 ? consumer : consumer.substring(0, end);
    }
}
