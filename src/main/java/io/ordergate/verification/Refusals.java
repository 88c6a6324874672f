package io.ordergate.verification;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** The rules by which a challenge refuses a call, as a list. */
final class Refusals {

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private Refusals() {}

    /** Nothing may be sent for a challenge that is over, used up or waiting. */
    static void requireSendable(Challenge challenge, Clock clock) {
        switch (challenge.state()) {
            case CONSUMED, EXPIRED -> throw Failure.of(ProblemCode.INVALID_SESSION);
            case EXHAUSTED -> throw exhausted(challenge.resendIn());
            case LOCKED -> throw lockedToday(clock);
            case OPEN -> requireWaitOver(challenge);
        }
    }

    /** A challenge confirms something else only while its code may be typed, and only for the phone that has the code. */
    static void requireOpenFor(Challenge challenge, PhoneNumber phone, Clock clock) {
        if (challenge.state() != Challenge.State.OPEN) {
            throw notCompared(challenge, clock);
        }
        if (!challenge.phone().equals(phone)) {
            throw Failure.field("phone_number", "must stay the number that the code was sent to");
        }
    }

    /** Why a guess was not compared. */
    static Failure notCompared(Challenge challenge, Clock clock) {
        return switch (challenge.state()) {
            case EXHAUSTED -> exhausted(challenge.resendIn());
            case LOCKED -> lockedToday(clock);
            case OPEN, EXPIRED, CONSUMED -> Failure.of(ProblemCode.INVALID_SESSION);
        };
    }

    static Failure wrongCode(int attemptsRemaining) {
        return Failure.of(ProblemCode.WRONG_CODE, "Invalid code. " + attemptsRemaining + " attempts remaining.")
                .with("attempts_remaining", attemptsRemaining);
    }

    /** The code may not be guessed any more; another one may be asked for after this time. */
    static Failure exhausted(Duration wait) {
        return Failure.of(ProblemCode.TOO_MANY_ATTEMPTS).retryAfter(atLeastShortest(wait));
    }

    /** Too many wrong codes were typed today (UTC) for the phone. */
    static Failure lockedToday(Clock clock) {
        var now = clock.instant();
        var tomorrow = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        return Failure.of(ProblemCode.TOO_MANY_ATTEMPTS)
                .retryAfter(Duration.between(now, tomorrow).plusSeconds(1));
    }

    static Failure tooSoon(Duration wait) {
        return Failure.of(ProblemCode.TOO_MANY_REQUESTS, "A code was just sent. Wait before asking again.")
                .retryAfter(atLeastShortest(wait));
    }

    static Failure sentTooOften(Challenge challenge) {
        return Failure.of(ProblemCode.TOO_MANY_REQUESTS, "This code was sent as often as it may be. Start again.")
                .retryAfter(challenge.expiresIn());
    }

    private static void requireWaitOver(Challenge challenge) {
        if (challenge.sendsRemaining() <= 0) {
            throw sentTooOften(challenge);
        }
        if (challenge.resendIn().compareTo(Duration.ZERO) > 0) {
            throw tooSoon(challenge.resendIn());
        }
    }

    private static Duration atLeastShortest(Duration wait) {
        return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    }
}
