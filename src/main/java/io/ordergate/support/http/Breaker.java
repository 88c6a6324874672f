package io.ordergate.support.http;

import static io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** The circuit breaker of one other side: when half of the last calls met an outage, none is made for ten seconds. */
public final class Breaker {

    private static final int WINDOW = 50;
    private static final int LEAST_CALLS = 20;
    private static final Duration OPEN = Duration.ofSeconds(10);

    private final CircuitBreaker breaker;

    public Breaker(String name) {
        this(name, OPEN);
    }

    Breaker(String name, Duration open) {
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW, LEAST_CALLS, SlidingWindowType.COUNT_BASED, LOCK_FREE)
                        .recordResult(Boolean.TRUE::equals)
                        .waitDurationInOpenState(open)
                        .automaticTransitionFromOpenToHalfOpenEnabled(true) // so that its state is told truly
                        .build());
    }

    public State state() {
        return breaker.getState();
    }

    /**
     * Makes the call, or does the other thing while the breaker is open.
     *
     * @param call ends with a result: what goes wrong is one too
     */
    public <T> Mono<T> guard(Supplier<Mono<T>> call, Predicate<T> isOutage, Supplier<Mono<T>> otherwise) {
        return Mono.defer(() -> breaker.tryAcquirePermission() ? guarded(call.get(), isOutage) : otherwise.get());
    }

    private <T> Mono<T> guarded(Mono<T> call, Predicate<T> isOutage) {
        var began = System.nanoTime();
        return call.doOnNext(result ->
                        breaker.onResult(System.nanoTime() - began, TimeUnit.NANOSECONDS, isOutage.test(result)))
                .doOnCancel(breaker::releasePermission);
    }
}
