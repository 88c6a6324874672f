package io.ordergate.notification.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Calls that come while a statement runs share the next run; each gets its own answer. */
class StatementBatchesTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Queue<List<Integer>> runs = new ConcurrentLinkedQueue<>();
    private final List<Sinks.Empty<Void>> gates = new CopyOnWriteArrayList<>();

    private final StatementBatches<Integer, String> batches =
            new StatementBatches<>(number -> number % 100, questions -> {
                var gate = Sinks.<Void>empty();
                gates.add(gate);
                runs.add(questions);
                return gate.asMono().then(Mono.fromSupplier(() -> answers(questions)));
            });

    @Test
    void whatComesDuringARunSharesTheNextOne() {
        var first = batches.ask(1).toFuture();
        awaitRuns(1);
        var second = batches.ask(2).toFuture();
        var third = batches.ask(3).toFuture();
        gates.get(0).tryEmitEmpty();
        assertThat(first).succeedsWithin(PATIENCE).isEqualTo("1");
        awaitRuns(2);
        gates.get(1).tryEmitEmpty();
        assertThat(second).succeedsWithin(PATIENCE).isEqualTo("2");
        assertThat(third).succeedsWithin(PATIENCE).isEqualTo("3");
        assertThat(runs).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void questionsWithTheSameKeyAreNotInOneRun() {
        var first = batches.ask(0).toFuture();
        awaitRuns(1);
        var one = batches.ask(1).toFuture();
        var sameKey = batches.ask(101).toFuture();
        gates.get(0).tryEmitEmpty();
        awaitRuns(2);
        gates.get(1).tryEmitEmpty();
        awaitRuns(3);
        gates.get(2).tryEmitEmpty();
        assertThat(List.of(first, one, sameKey))
                .allSatisfy(answer -> assertThat(answer).succeedsWithin(PATIENCE));
        assertThat(runs).containsExactly(List.of(0), List.of(1), List.of(101));
    }

    @Test
    void anErrorIsThatOfEachCallOfItsRunAndOfNoOther() {
        var first = batches.ask(1).toFuture();
        awaitRuns(1);
        var second = batches.ask(2).toFuture();
        gates.get(0).tryEmitError(new IllegalStateException("down"));
        awaitRuns(2);
        gates.get(1).tryEmitEmpty();
        assertThatThrownBy(first::join).hasRootCauseMessage("down");
        assertThat(second).succeedsWithin(PATIENCE).isEqualTo("2");
    }

    @Test
    void aQuestionWithoutAnAnswerIsAnsweredEmpty() {
        var none = batches.ask(-1).toFuture();
        awaitRuns(1);
        gates.get(0).tryEmitEmpty();
        assertThat(none).succeedsWithin(PATIENCE).isNull();
    }

    @Test
    void manyCallersAtOnceGetTheirOwnAnswers() {
        var shared = new StatementBatches<Integer, String>(
                Function.identity()::apply,
                questions -> Mono.delay(Duration.ofMillis(1)).map(done -> answers(questions)));
        var answered = Flux.range(0, 5_000)
                .flatMap(
                        number -> shared.ask(number)
                                .filter(answer -> answer.equals(Integer.toString(number)))
                                .subscribeOn(Schedulers.parallel()),
                        5_000)
                .count()
                .block(PATIENCE);
        assertThat(answered).isEqualTo(5_000);
    }

    private void awaitRuns(int count) {
        await().atMost(PATIENCE).until(() -> runs.size() == count);
    }

    private static Map<Integer, String> answers(List<Integer> questions) {
        return questions.stream()
                .filter(number -> number >= 0)
                .collect(Collectors.toMap(Function.identity(), number -> Integer.toString(number)));
    }
}
