package io.ordergate.checkout;

import static io.ordergate.testing.Api.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import reactor.core.publisher.Sinks;

@IntegrationTest
@Import(Sms.class)
@TestPropertySource(
        properties = {
            "ordergate.sms.providers=scripted",
            "ordergate.sms.timeout=60s",
            "ordergate.database.acquire-timeout=60s" // of two thousand at once some wait for longer than five
        })
class SlowProviderTests {

    private static final int WARM_UP = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final int CUSTOMERS = 2_000;
    private static final long MEGABYTE = 1024 * 1024;
    private static final Logger log = LoggerFactory.getLogger(SlowProviderTests.class);

    @Autowired
    private Api api;

    @Autowired
    private Sms sms;

    @Test
    void aSlowProviderHoldsNoThreadAndLosesNoCustomer() {
        atOnce(initiates(0, WARM_UP)); // pools and loops are there now
        var threads = threads();
        var memory = usedMegabytes();
        var answer = Sinks.<Void>empty();
        sms.answerWhen(answer.asMono());
        var answers = Api.together(initiates(1_000, CUSTOMERS)).toFuture(); // no thread waits that could check answers

        await().atMost(PATIENCE).until(() -> sms.texts() == WARM_UP + CUSTOMERS);
        assertThat(answers).as("every customer waits for the provider").isNotDone();
        var threadsThen = threads();
        var memoryThen = usedMegabytes();
        Mono.delay(Duration.ofSeconds(2))
                .doOnNext(later -> answer.tryEmitEmpty())
                .block();

        assertThat(answers)
                .succeedsWithin(PATIENCE)
                .satisfies(all -> assertThat(all).hasSize(CUSTOMERS).allMatch(given -> given.status() == 202));
        log.info(
                "threads {} -> {}, memory {} -> {} MiB with {} under way",
                threads,
                threadsThen,
                memory,
                memoryThen,
                CUSTOMERS);
        assertThat(threadsThen).as("threads while the provider is silent").isLessThanOrEqualTo(threads + 12);
        assertThat(memoryThen - memory)
                .as("MiB, client and server, for all that waits")
                .isLessThan(200);
        assertThat(sms.texts()).as("nobody was texted twice").isEqualTo(WARM_UP + CUSTOMERS);
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
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
