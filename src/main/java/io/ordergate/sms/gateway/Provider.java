package io.ordergate.sms.gateway;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsResult.Refused;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.journal.SmsJournal;
import io.ordergate.support.RequestLog;
import io.ordergate.support.database.Timeouts;
import io.ordergate.support.http.Breaker;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** A provider as the gateway calls it: with a time limit, a circuit breaker, and the pauses that the provider asks for. */
class Provider {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final SmsResult SILENT = SmsResult.refused(SmsOutcome.UNKNOWN, "timeout");
    private static final SmsResult NO_ANSWER = SmsResult.refused(SmsOutcome.UNKNOWN, "empty");
    private static final Mono<SmsResult> NOT_CALLED = Mono.just(SmsResult.refused(SmsOutcome.SKIPPED, "not asked"));
    private static final Logger log = LoggerFactory.getLogger(Provider.class);

    private final SmsSender sender;
    private final Duration timeout;
    private final ProviderMeters meters;
    private final SmsJournal journal;
    private final Clock clock;
    private final Breaker breaker;
    private final AtomicLong pausedUntil = new AtomicLong();

    Provider(SmsSender sender, Duration timeout, SmsJournal journal, MeterRegistry registry, Clock clock) {
        this.sender = sender;
        this.timeout = timeout;
        this.journal = journal;
        this.clock = clock;
        this.breaker = new Breaker("sms-" + sender.name());
        this.meters = new ProviderMeters(sender.name(), breaker, registry);
    }

    String name() {
        return sender.name();
    }

    State state() {
        return breaker.state();
    }

    /** Whether a text would be given to the provider now. */
    boolean isOpen() {
        return pauseLeft().isZero() && state() != State.OPEN;
    }

    /**
     * The rest of the pause that the provider has asked for. More than the longest pause only shows that the clock was set
     * back.
     */
    Duration pauseLeft() {
        var left = pausedUntil.get() - clock.millis();
        return left > 0 && left <= LONGEST_PAUSE.toMillis() ? Duration.ofMillis(left) : Duration.ZERO;
    }

    /** Gives the text to the provider once. Emits no error: a failure is a result. */
    Mono<SmsResult> call(SmsMessage message) {
        return call(message, Mono.defer(() -> sender.send(message)));
    }

    /** Makes this call to the provider once. Emits no error: a failure is a result. */
    Mono<SmsResult> call(SmsMessage message, Mono<SmsResult> call) {
        return Mono.deferContextual(context -> pauseLeft().isZero()
                ? breaker.guard(
                        () -> attempt(message, call, context),
                        result -> result.outcome().isOutage(),
                        this::notCalled)
                : notCalled());
    }

    private Mono<SmsResult> notCalled() {
        meters.count(SmsOutcome.SKIPPED);
        return NOT_CALLED;
    }

    private Mono<SmsResult> attempt(SmsMessage message, Mono<SmsResult> call, ContextView context) {
        journal.begun(message);
        var askedAt = clock.instant();
        var began = System.nanoTime();
        return Timeouts.after(timeout, call)
                .defaultIfEmpty(NO_ANSWER)
                .onErrorResume(error -> Mono.just(notSent(error)))
                .doOnNext(result -> {
                    record(result, System.nanoTime() - began);
                    journal.attempted(message, name(), result, askedAt);
                    logRefusal(message, result, context);
                });
    }

    private static SmsResult notSent(Throwable error) {
        return error instanceof TimeoutException
                ? SILENT
                : SmsResult.refused(SmsOutcome.UNAVAILABLE, error.getClass().getSimpleName());
    }

    private void record(SmsResult result, long nanoseconds) {
        meters.answered(result.outcome(), nanoseconds);
        if (result instanceof Refused refused) {
            pause(refused.pause());
        }
    }

    private void logRefusal(SmsMessage message, SmsResult result, ContextView context) {
        if (result instanceof Refused refused) {
            RequestLog.write(
                    context,
                    () -> log.warn(
                            "{} did not take a text to {}: {} ({})",
                            name(),
                            message.to(),
                            refused.outcome().id(),
                            refused.reason()));
        }
    }

    private void pause(Duration wanted) {
        if (!wanted.isZero()) {
            var longest = wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
            pausedUntil.accumulateAndGet(clock.millis() + longest.toMillis(), Math::max);
        }
    }
}
