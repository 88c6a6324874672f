package io.ordergate.support.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Watches the calls of one provider: makes none while its circuit breaker is open, times each and logs each that failed. */
final class CallWatch {

    private static final Mono<RemoteAnswer> NOT_ASKED = Mono.just(RemoteAnswer.notAsked(Fault.NOT_ASKED.id()));
    private static final Logger log = LoggerFactory.getLogger(RemoteServer.class);

    private final String provider;
    private final String timer;
    private final Breaker breaker;
    private final MeterRegistry registry;

    CallWatch(String provider, String timer, Breaker breaker, MeterRegistry registry) {
        this.provider = provider;
        this.timer = timer;
        this.breaker = breaker;
        this.registry = registry;
    }

    Mono<RemoteAnswer> watch(RemoteCall call, Mono<RemoteAnswer> answer) {
        return breaker.guard(() -> timed(call, answer), RemoteAnswer::isOutage, () -> NOT_ASKED);
    }

    private Mono<RemoteAnswer> timed(RemoteCall call, Mono<RemoteAnswer> answer) {
        var began = System.nanoTime();
        return answer.doOnNext(each -> note(call, each, System.nanoTime() - began));
    }

    private void note(RemoteCall call, RemoteAnswer answer, long nanoseconds) {
        registry.timer(timer, "provider", provider, "call", call.name(), "result", result(answer))
                .record(nanoseconds, TimeUnit.NANOSECONDS);
        if (!answer.isSuccess()) {
            log.warn("{} answered {} with {}", provider, call.name(), answer.reason());
        }
    }

    private static String result(RemoteAnswer answer) {
        return answer.isUnsent() ? "unsent" : answer.isSilent() ? "silent" : answer.status() / 100 + "xx";
    }
}
