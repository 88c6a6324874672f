package io.ordergate.sms.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class BatchWriterTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Integer> written = new ArrayList<>();
    private final BatchWriter<Integer> backlog =
            new BatchWriter<>("numbers", this::write, meters.counter("written"), meters.counter("lost"));

    @Test
    void writesThoseThatHaveWaitedLongestAndLeavesTheRest() {
        IntStream.range(0, 1_203).forEach(backlog::add);
        StepVerifier.create(backlog.write(1_200)).verifyComplete();
        assertThat(written).isEqualTo(IntStream.range(0, 1_200).boxed().toList());
        assertThat(backlog.size()).isEqualTo(3);
        StepVerifier.create(backlog.write(0)).verifyComplete();
        assertThat(backlog.size()).isEqualTo(3);
        StepVerifier.create(backlog.write()).verifyComplete();
        assertThat(written).hasSize(1_203);
        assertThat(meters.counter("written").count()).isEqualTo(1_203);
        assertThat(meters.counter("lost").count()).isZero();
    }

    private Mono<Void> write(List<Integer> rows) {
        return Mono.fromRunnable(() -> written.addAll(rows));
    }
}
