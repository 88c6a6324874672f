package io.ordergate.verification;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.ProblemCode;
import org.springframework.stereotype.Component;

/** Counts what becomes of codes. */
@Component
class VerificationMeters {

    private final MeterRegistry registry;

    VerificationMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void started(Purpose purpose) {
        registry.counter("ordergate.codes.started", "purpose", purpose.id()).increment();
    }

    void verified(Purpose purpose) {
        registry.counter("ordergate.codes.verified", "purpose", purpose.id()).increment();
    }

    void refused(Purpose purpose, ProblemCode reason) {
        registry.counter("ordergate.codes.refused", "purpose", purpose.id(), "reason", reason.code())
                .increment();
    }
}
