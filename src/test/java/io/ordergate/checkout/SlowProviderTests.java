package io.ordergate.checkout;

import static io.ordergate.testing.Api.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

@IntegrationTest
@Import(Sms.class)
@TestPropertySource(properties = "ordergate.sms.providers=scripted")
class SlowProviderTests {

    private static final int CUSTOMERS = 2_000;
    private static final long MEGABYTE = 1024 * 1024;
    private static final Logger log = LoggerFactory.getLogger(SlowProviderTests.class);

    @Autowired
    private Api api;

    @Autowired
    private Sms sms;

    @Test
    void aSlowProviderHoldsNoThreadAndLosesNoCustomer() {
        atOnce(initiates(0, 64)); // pools and loops are there now
        sms.answerAfter(Duration.ofSeconds(2));
        var threads = ManagementFactory.getThreadMXBean().getThreadCount();
        var memory = usedMegabytes();
        var peak = Mono.delay(Duration.ofMillis(1500))
                .map(later -> new long[] {ManagementFactory.getThreadMXBean().getThreadCount(), sms.texts()});

        var result = Mono.zip(
                        Mono.fromSupplier(() -> atOnce(initiates(1_000, CUSTOMERS)))
                                .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic()),
                        peak)
                .block(Duration.ofSeconds(60));

        assertThat(result.getT1()).hasSize(CUSTOMERS).allMatch(answer -> answer.status() == 202);
        assertThat(sms.texts()).isEqualTo(64 + CUSTOMERS);
        assertThat(result.getT2()[0]).as("threads with the provider silent").isLessThanOrEqualTo(threads + 12L);
        log.info(
                "threads {} -> {}, memory {} -> {} MiB, under way at once {}",
                threads,
                result.getT2()[0],
                memory,
                usedMegabytes(),
                result.getT2()[1] - 64);
        assertThat(usedMegabytes() - memory).as("MiB kept after the wave").isLessThan(150);
    }

    private List<Mono<Answer>> initiates(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(number -> api.posting(
                        "/api/v1/orders/initiate",
                        Api.someOrder("+88018" + String.format("%08d", number)),
                        headers -> {}))
                .toList();
    }

    private static long usedMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
    }
}
