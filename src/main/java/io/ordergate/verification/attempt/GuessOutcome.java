package io.ordergate.verification.attempt;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.web.security.ClientAddress;
import io.r2dbc.spi.Readable;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * What came of a guess: what the one statement says, and what a right guess has made. A value and no error, so that the
 * transaction of the statement commits: the count has to stay.
 */
public sealed interface GuessOutcome<T> {

    /** Reads a row with {@link AttemptSql#OUTCOME}; what the guess has made is read from the same row. */
    static <T> GuessOutcome<T> right(Readable row, Function<Readable, T> made) {
        return new Right<>(made.apply(row), ConfirmedCode.read(row));
    }

    /** Reads a row of the statement of wrong guesses. */
    static <T> GuessOutcome<T> wrong(Readable row) {
        var remaining = value(row, "max_attempts", Integer.class) - value(row, "attempts", Integer.class);
        return new Wrong<>(remaining, value(row, "left_today", Integer.class));
    }

    /** The same outcome with what this step makes of what the right guess has made; for every other outcome nothing is done. */
    <R> Mono<GuessOutcome<R>> then(Function<T, Mono<R>> step);

    /** What the right guess has made, or this for every other outcome. */
    T orElse(T other);

    /** The guess was right, and what the code is for is done. */
    record Right<T>(T made, ConfirmedCode code) implements GuessOutcome<T> {

        @Override
        public <R> Mono<GuessOutcome<R>> then(Function<T, Mono<R>> step) {
            return step.apply(made).map(next -> new Right<>(next, code));
        }

        @Override
        public T orElse(T other) {
            return made;
        }
    }

    /** The guess was wrong and was counted. */
    record Wrong<T>(int attemptsRemaining, int leftToday) implements GuessOutcome<T> {

        @Override
        public <R> Mono<GuessOutcome<R>> then(Function<T, Mono<R>> step) {
            return Mono.just(new Wrong<>(attemptsRemaining, leftToday));
        }

        @Override
        public T orElse(T other) {
            return other;
        }
    }

    /** The guess was not compared: there was no open challenge. */
    record NotCompared<T>() implements GuessOutcome<T> {

        @Override
        public <R> Mono<GuessOutcome<R>> then(Function<T, Mono<R>> step) {
            return Mono.just(new NotCompared<>());
        }

        @Override
        public T orElse(T other) {
            return other;
        }
    }

    /**
     * A code that was typed back right.
     *
     * @param phone E.164
     * @param clientAddress where the code was asked for, empty when that was not recorded
     * @param texts how often the code was sent
     */
    record ConfirmedCode(UUID challengeId, String phone, String country, ClientAddress clientAddress, int texts) {

        private static ConfirmedCode read(Readable row) {
            return new ConfirmedCode(
                    value(row, "code_id", UUID.class),
                    value(row, "code_phone", String.class),
                    value(row, "code_country", String.class),
                    new ClientAddress(value(row, "code_address", String.class)),
                    value(row, "sends", Integer.class));
        }

        @Override
        public String toString() {
            return "ConfirmedCode[" + challengeId + "]";
        }
    }
}
