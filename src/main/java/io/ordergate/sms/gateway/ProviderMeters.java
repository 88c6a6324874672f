package io.ordergate.sms.gateway;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.support.http.Breaker;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Metrics of one provider: outcomes, latency and the circuit breaker. Meters are looked up once, not for each text. */
class ProviderMeters {

    private static final String PROVIDER = "provider";
    private static final List<State> STATES = List.of(State.CLOSED, State.HALF_OPEN, State.OPEN);

    private final Timer timer;
    private final Map<SmsOutcome, Counter> outcomes;

    ProviderMeters(String provider, Breaker breaker, MeterRegistry registry) {
        timer = registry.timer("ordergate.sms.latency", PROVIDER, provider);
        outcomes = new EnumMap<>(Arrays.stream(SmsOutcome.values())
                .collect(Collectors.toMap(
                        Function.identity(),
                        outcome -> registry.counter("ordergate.sms", PROVIDER, provider, "outcome", outcome.id()))));
        for (var state : STATES) {
            Gauge.builder("ordergate.sms.breaker", breaker, each -> each.state() == state ? 1 : 0)
                    .tag(PROVIDER, provider)
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    void answered(SmsOutcome outcome, long nanoseconds) {
        timer.record(nanoseconds, TimeUnit.NANOSECONDS);
        count(outcome);
    }

    void count(SmsOutcome outcome) {
        Objects.requireNonNull(outcomes.get(outcome), "every outcome has a counter")
                .increment();
    }
}
