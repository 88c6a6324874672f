package io.ordergate.sms;

import static io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.RequestLog;
import io.ordergate.support.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Sends a text through the first provider that takes it. */
@Component
public class SmsGateway {

    private static final int WINDOW = 50;
    private static final int LEAST_CALLS = 20;
    private static final Duration OPEN = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(SmsGateway.class);

    private final List<Route> routes;
    private final Duration timeout;

    /** A provider behind its circuit breaker, and what came of the texts it was given. */
    private record Route(SmsSender sender, CircuitBreaker breaker, Counter sent, Counter failed) {}

    SmsGateway(List<SmsSender> senders, SmsSettings settings, MeterRegistry meters) {
        var byName = senders.stream().collect(Collectors.toMap(SmsSender::name, Function.identity()));
        this.routes = settings.providers().stream()
                .map(name -> route(name, byName, meters))
                .toList();
        this.timeout = settings.timeout();
    }

    /**
     * Sends the text. A provider that stays silent may have sent it all the same, so a text must bear being repeated.
     * Errors: {@code sms-unavailable} when no provider took it.
     */
    public Mono<SmsReceipt> send(SmsMessage message) {
        return sendFrom(0, message);
    }

    /** Asks the provider of this place and, if it does not take the text, the ones behind it. */
    private Mono<SmsReceipt> sendFrom(int place, SmsMessage message) {
        return place == routes.size()
                ? Mono.error(() -> Failure.of(ProblemCode.SMS_UNAVAILABLE).retryAfter(RETRY_AFTER))
                : attempt(routes.get(place), message).switchIfEmpty(Mono.defer(() -> sendFrom(place + 1, message)));
    }

    private Mono<SmsReceipt> attempt(Route route, SmsMessage message) {
        return Timeouts.after(timeout, Mono.defer(() -> route.sender().send(message)))
                .transformDeferred(CircuitBreakerOperator.of(route.breaker()))
                .doOnNext(receipt -> route.sent().increment())
                .onErrorResume(error -> notTaken(route, message, error));
    }

    private Mono<SmsReceipt> notTaken(Route route, SmsMessage message, Throwable error) {
        return Mono.deferContextual(context -> {
            route.failed().increment();
            RequestLog.write(
                    context,
                    () -> log.warn(
                            "{} did not take a text to {}: {}",
                            route.sender().name(),
                            message.to(),
                            error.getClass().getSimpleName()));
            return Mono.empty();
        });
    }

    private static Counter counter(MeterRegistry meters, String provider, String outcome) {
        return meters.counter("ordergate.sms", "provider", provider, "outcome", outcome);
    }

    private static Route route(String name, Map<String, SmsSender> senders, MeterRegistry meters) {
        var sender = senders.get(name);
        if (sender == null) {
            throw new IllegalStateException(
                    "SMS_PROVIDER names an unknown provider: " + name + ". Known: " + senders.keySet());
        }
        var breaker = CircuitBreaker.of(
                "sms-" + name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW, LEAST_CALLS, SlidingWindowType.COUNT_BASED, LOCK_FREE)
                        .waitDurationInOpenState(OPEN)
                        .build());
        return new Route(sender, breaker, counter(meters, name, "sent"), counter(meters, name, "failed"));
    }
}
