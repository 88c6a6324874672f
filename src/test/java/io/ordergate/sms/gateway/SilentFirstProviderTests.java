package io.ordergate.sms.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.sms.FakeProvider;
import io.ordergate.sms.SmsSettings;
import io.ordergate.sms.guard.Guards;
import io.ordergate.sms.journal.FakeSender;
import io.ordergate.support.phone.Phones;
import io.ordergate.support.secret.Secrets;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Many texts at once to a first provider that accepts connections and never responds. */
class SilentFirstProviderTests {

    private static final int CONNECTIONS = 5;
    private static final int WAITING = 20;
    private static final int TEXTS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    @Test
    void holdsNoMoreThanItsBoundsAndNoThread() {
        try (var silent = new FakeProvider()) {
            var open = new AtomicInteger();
            silent.behaves(response -> {
                open.incrementAndGet();
                return Mono.never();
            });
            var first = AdapterTests.Vendor.TWILIO.at(silent.url(), silent.servers(CONNECTIONS, WAITING, PATIENCE));
            var second = FakeSender.taking("b");
            var meters = new SimpleMeterRegistry();
            var settings =
                    new SmsSettings(List.of("twilio", "b"), "", PATIENCE, CONNECTIONS, WAITING, PATIENCE, PATIENCE);
            var clock = Clock.systemUTC();
            var gateway = new SmsGateway(
                    List.of(first, second),
                    settings,
                    FakeSender.journal(meters),
                    Guards.open(meters, clock),
                    meters,
                    clock,
                    Secrets.ids(clock));
            var threads = ManagementFactory.getThreadMXBean().getThreadCount();

            var sent = Flux.range(0, TEXTS)
                    .flatMap(number -> gateway.send(Phones.aPhone(), "test", "text"), TEXTS)
                    .collectList()
                    .block(FakeProvider.PATIENCE);

            assertThat(sent).hasSize(TEXTS).allMatch(receipt -> receipt.provider()
                    .equals("b"));
            assertThat(open).as("texts that the silent one was given").hasValueLessThanOrEqualTo(CONNECTIONS);
            assertThat(count(meters, "throttled"))
                    .as("passed on at once, or when half the patience was over")
                    .isGreaterThanOrEqualTo(TEXTS - CONNECTIONS);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThanOrEqualTo(threads + 12);
        }
    }

    private static double count(SimpleMeterRegistry meters, String outcome) {
        return meters.get("ordergate.sms")
                .tags("provider", "twilio", "outcome", outcome)
                .counter()
                .count();
    }
}
