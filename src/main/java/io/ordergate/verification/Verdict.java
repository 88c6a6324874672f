package io.ordergate.verification;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.verification.attempt.AttemptSql;
import io.ordergate.verification.attempt.Purpose;
import io.r2dbc.spi.Readable;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * What the one statement said about a guess that it compared, and what the right one has made. A value, because the count
 * must stay: it has committed.
 */
public sealed interface Verdict<T> {

    /** Reads a row with {@link AttemptSql#VERDICT}; what a right guess has made is read from the same row. */
    static <T> Verdict<T> read(Readable row, Function<Readable, T> made) {
        if (value(row, "confirmed", Boolean.class)) {
            return new Right<>(made.apply(row), confirmed(row));
        }
        var remaining = value(row, "max_attempts", Integer.class) - value(row, "attempts", Integer.class);
        return new Wrong<>(remaining, value(row, "left_today", Integer.class));
    }

    private static Confirmed confirmed(Readable row) {
        return new Confirmed(
                value(row, "code_id", UUID.class),
                value(row, "code_phone", String.class),
                value(row, "code_country", String.class),
                value(row, "code_address", String.class),
                value(row, "sends", Integer.class));
    }

    /** The same verdict with what this step makes of what the right guess has made; after a wrong one nothing is done. */
    <R> Mono<Verdict<R>> then(Function<T, Mono<R>> step);

    /** What the right guess has made, or this after a wrong one. */
    T orElse(T other);

    /** What the right guess has made, or the refusal. Errors: {@code wrong-code}, {@code too-many-attempts}. */
    Mono<T> conclude(Verifications verifications, Purpose purpose);

    /** The guess was right and what it confirms is done. */
    record Right<T>(T made, Confirmed confirmed) implements Verdict<T> {

        @Override
        public <R> Mono<Verdict<R>> then(Function<T, Mono<R>> step) {
            return step.apply(made).map(next -> new Right<>(next, confirmed));
        }

        @Override
        public T orElse(T other) {
            return made;
        }

        @Override
        public Mono<T> conclude(Verifications verifications, Purpose purpose) {
            return verifications.confirmed(purpose, confirmed).thenReturn(made);
        }
    }

    /** The guess was wrong and was counted. */
    record Wrong<T>(int attemptsRemaining, int leftToday) implements Verdict<T> {

        @Override
        public <R> Mono<Verdict<R>> then(Function<T, Mono<R>> step) {
            return Mono.just(new Wrong<>(attemptsRemaining, leftToday));
        }

        @Override
        public T orElse(T other) {
            return other;
        }

        @Override
        public Mono<T> conclude(Verifications verifications, Purpose purpose) {
            return Mono.error(() -> verifications.wrongCode(purpose, attemptsRemaining, leftToday));
        }
    }
}
