package io.ordergate.payment;

import static io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.HttpClients;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** HTTP to the providers of payments: connections and a circuit breaker for each, so that a slow one harms no other. */
@Component
class PaymentHttp {

    private static final Duration OPEN = Duration.ofSeconds(10);
    private static final int WINDOW = 50;
    private static final int LEAST_CALLS = 20;

    private final PaymentSettings settings;
    private final HttpClients clients;
    private final MeterRegistry registry;

    PaymentHttp(PaymentSettings settings, HttpClients clients, MeterRegistry registry) {
        this.settings = settings;
        this.clients = clients;
        this.registry = registry;
        ProviderAnswer.prepare();
    }

    ProviderLine line(String provider) {
        var name = "payment-" + provider;
        var client = clients.client(name, settings.connections(), settings.waiting(), settings.timeout());
        return new ProviderLine(provider, client, breaker(name), settings.timeout(), registry);
    }

    private static CircuitBreaker breaker(String name) {
        return CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW, LEAST_CALLS, SlidingWindowType.COUNT_BASED, LOCK_FREE)
                        .recordResult(answer -> ((ProviderAnswer) answer).isOutage())
                        .waitDurationInOpenState(OPEN)
                        .build());
    }
}
