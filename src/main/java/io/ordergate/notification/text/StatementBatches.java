package io.ordergate.notification.text;

import io.ordergate.support.Uncancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Calls of one statement that share their runs: what is asked within some milliseconds, or while the statement runs, is gathered
 * for its next run. So many calls at once cost few statements and commits. Callers are as many as messages in flight.
 *
 * @param <Q> the question of a call
 * @param <A> its answer
 */
class StatementBatches<Q, A> {

    private static final int MOST = 200;

    /** So long a run waits for others to ask: messages that were claimed together ask within moments of each other. */
    private static final Duration GATHERING = Duration.ofMillis(10);

    private final Queue<Call<Q, A>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private final Function<Q, Object> key;
    private final Function<List<Q>, Mono<Map<Q, A>>> statement;

    private record Call<Q, A>(Q question, Sinks.One<A> answer) {}

    /**
     * @param key of a question: one run has no two questions with the same key
     * @param statement answers questions; those without an answer are answered empty
     */
    StatementBatches(Function<Q, Object> key, Function<List<Q>, Mono<Map<Q, A>>> statement) {
        this.key = key;
        this.statement = statement;
    }

    /** The answer to this question. Errors: those of the statement that it was a part of. */
    Mono<A> ask(Q question) {
        return Mono.defer(() -> {
            var call = new Call<Q, A>(question, Sinks.one());
            waiting.add(call);
            runNext();
            return call.answer().asMono();
        });
    }

    /** Begins a run in a moment, so that what is asked meanwhile, such as for the next message, is in the same run. */
    private void runNext() {
        if (!waiting.isEmpty() && running.compareAndSet(false, true)) {
            Uncancellable.finish(Mono.delay(GATHERING).then(Mono.defer(() -> run(next()))), () -> {
                running.set(false);
                runNext();
            });
        }
    }

    private Mono<?> run(List<Call<Q, A>> batch) {
        if (batch.isEmpty()) {
            return Mono.empty();
        }
        return Mono.defer(
                        () -> statement.apply(batch.stream().map(Call::question).toList()))
                .doOnNext(answers -> batch.forEach(call -> answer(call, answers)))
                .doOnError(error -> batch.forEach(call -> call.answer().tryEmitError(error)));
    }

    private void answer(Call<Q, A> call, Map<Q, A> answers) {
        var answer = answers.get(call.question());
        if (answer == null) {
            call.answer().tryEmitEmpty();
        } else {
            call.answer().tryEmitValue(answer);
        }
    }

    private List<Call<Q, A>> next() {
        var batch = new ArrayList<Call<Q, A>>();
        var later = new ArrayList<Call<Q, A>>();
        var keys = new HashSet<Object>();
        while (batch.size() < MOST) {
            var call = waiting.poll();
            if (call == null) {
                break;
            }
            (keys.add(key.apply(call.question())) ? batch : later).add(call);
        }
        waiting.addAll(later);
        return batch;
    }
}
