package io.ordergate.sms.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class BatchWriterTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Integer> written = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private @Nullable Exception failure;
    private @Nullable Integer refused;
    private final BatchWriter<Integer> backlog =
            new BatchWriter<>("numbers", this::write, meters.counter("written"), meters.counter("lost"));

    @Test
    void writesThoseThatHaveWaitedLongestAndLeavesTheRest() {
        IntStream.range(0, 1_203).forEach(backlog::add);
        StepVerifier.create(backlog.write(1_200)).expectNext(true).verifyComplete();
        assertThat(written).isEqualTo(IntStream.range(0, 1_200).boxed().toList());
        assertThat(backlog.size()).isEqualTo(3);
        StepVerifier.create(backlog.write(0)).expectNext(true).verifyComplete();
        assertThat(backlog.size()).isEqualTo(3);
        StepVerifier.create(backlog.write()).expectNext(true).verifyComplete();
        assertThat(written).hasSize(1_203);
        assertThat(meters.counter("written").count()).isEqualTo(1_203);
        assertThat(meters.counter("lost").count()).isZero();
    }

    /** A batch that may have been written comes again as it was: the database knows it by the ids of its rows. */
    @Test
    void keepsWhatTheDatabaseDoesNotTakeUntilItDoes() {
        failure = new DataAccessResourceFailureException("away", new R2dbcNonTransientResourceException("", "57P01"));
        IntStream.range(0, 700).forEach(backlog::add);
        assertThat(backlog.write().block()).isFalse();
        IntStream.range(700, 1_203).forEach(backlog::add);
        for (var time = 0; time < 100; time++) {
            assertThat(backlog.write().block())
                    .as("a pause, not a hundred calls")
                    .isFalse();
        }
        assertThat(calls).hasValueLessThan(10);
        assertThat(backlog.size()).isEqualTo(1_203);
        failure = null;
        await().until(() -> backlog.write().block());
        assertThat(written).isEqualTo(IntStream.range(0, 1_203).boxed().toList());
        assertThat(backlog.size()).isZero();
        assertThat(meters.counter("lost").count()).isZero();
        assertThat(meters.counter("written").count()).isEqualTo(1_203);
    }

    @Test
    void aRowThatIsRefusedTakesNoOtherAlong() {
        failure = new DataIntegrityViolationException("refused", new R2dbcDataIntegrityViolationException("", "22003"));
        refused = 333;
        IntStream.range(0, 1_203).forEach(backlog::add);
        assertThat(backlog.write().block()).isTrue();
        assertThat(written).hasSize(1_202).doesNotContain(333).doesNotHaveDuplicates();
        assertThat(backlog.size()).isZero();
        assertThat(meters.counter("lost").count()).isEqualTo(1);
    }

    @Test
    void theRoomIsBoundedAndEveryRowIsEitherKeptOrCounted() {
        failure = new TimeoutException();
        IntStream.range(0, BatchWriter.ROOM).forEach(backlog::add);
        assertThat(backlog.write().block()).isFalse();
        IntStream.range(0, 100).forEach(backlog::add);
        assertThat(backlog.size()).isEqualTo(BatchWriter.ROOM);
        assertThat(meters.counter("lost").count()).as("no room").isEqualTo(100);
        backlog.giveUp();
        assertThat(backlog.size()).isZero();
        assertThat(meters.counter("lost").count()).isEqualTo(BatchWriter.ROOM + 100.0);
    }

    private Mono<Void> write(List<Integer> rows) {
        return Mono.defer(() -> {
            calls.incrementAndGet();
            return failure != null && (refused == null || rows.contains(refused))
                    ? Mono.error(failure)
                    : Mono.fromRunnable(() -> written.addAll(rows));
        });
    }
}
