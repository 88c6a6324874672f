package io.ordergate.sms.journal;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsSettings;
import io.ordergate.support.secret.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/** A sender that always gives the same result, and counts its calls. */
public record FakeSender(String name, AtomicInteger calls, Mono<SmsResult> answer) implements SmsSender {

    public static FakeSender taking(String name) {
        return answering(name, Mono.just(SmsResult.accepted(name + "-1")));
    }

    public static FakeSender refusing(String name, SmsOutcome outcome) {
        return answering(name, Mono.just(SmsResult.refused(outcome, "fake")));
    }

    public static FakeSender pausing(String name, Duration pause) {
        return answering(name, Mono.just(new SmsResult.Refused(SmsOutcome.THROTTLED, "fake", pause)));
    }

    public static FakeSender failing(String name) {
        return answering(name, Mono.error(new IllegalStateException("broken")));
    }

    public static FakeSender silent(String name) {
        return answering(name, Mono.never());
    }

    public static FakeSender answering(String name, Mono<SmsResult> answer) {
        return new FakeSender(name, new AtomicInteger(), answer);
    }

    /** A journal without a database, which is never written. */
    public static SmsJournal journal(MeterRegistry meters) {
        return new SmsJournal(
                new SmsMessageRepository(null, null),
                new SmsRefusalRepository(null, null),
                new SmsSettings(
                        List.of("fake"), "", Duration.ofSeconds(1), 1, 1, Duration.ofSeconds(1), Duration.ofDays(1)),
                meters,
                Clock.systemUTC(),
                Secrets.ids(Clock.systemUTC()));
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message) {
        calls.incrementAndGet();
        return answer;
    }
}
