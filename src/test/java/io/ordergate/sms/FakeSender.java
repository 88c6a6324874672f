package io.ordergate.sms;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/** A provider that always does the same, and counts how often it was asked. */
record FakeSender(String name, AtomicInteger calls, Mono<SmsResult> answer) implements SmsSender {

    static FakeSender taking(String name) {
        return answering(name, Mono.just(SmsResult.accepted(name + "-1")));
    }

    static FakeSender refusing(String name, SmsOutcome outcome) {
        return answering(name, Mono.just(SmsResult.refused(outcome, "fake")));
    }

    static FakeSender pausing(String name, Duration pause) {
        return answering(name, Mono.just(new SmsResult.Refused(SmsOutcome.THROTTLED, "fake", pause)));
    }

    static FakeSender failing(String name) {
        return answering(name, Mono.error(new IllegalStateException("broken")));
    }

    static FakeSender silent(String name) {
        return answering(name, Mono.never());
    }

    static FakeSender answering(String name, Mono<SmsResult> answer) {
        return new FakeSender(name, new AtomicInteger(), answer);
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message) {
        calls.incrementAndGet();
        return answer;
    }
}
