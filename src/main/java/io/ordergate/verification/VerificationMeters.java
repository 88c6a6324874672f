package io.ordergate.verification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.ProblemCode;
import io.ordergate.verification.attempt.Purpose;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Counts what becomes of codes. */
@Component
class VerificationMeters {

    private final MeterRegistry registry;
    private final Map<Purpose, Counter> started;
    private final Map<Purpose, Counter> verified;

    VerificationMeters(MeterRegistry registry) {
        this.registry = registry;
        this.started = counters("ordergate.codes.started");
        this.verified = counters("ordergate.codes.verified");
    }

    void started(Purpose purpose) {
        Objects.requireNonNull(started.get(purpose)).increment();
    }

    void verified(Purpose purpose) {
        Objects.requireNonNull(verified.get(purpose)).increment();
    }

    void refused(Purpose purpose, ProblemCode reason) {
        registry.counter("ordergate.codes.refused", "purpose", purpose.id(), "reason", reason.code())
                .increment();
    }

    private Map<Purpose, Counter> counters(String name) {
        var counters = new EnumMap<Purpose, Counter>(Purpose.class);
        for (var purpose : Purpose.values()) {
            counters.put(purpose, registry.counter(name, "purpose", purpose.id()));
        }
        return counters;
    }
}
