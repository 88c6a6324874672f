package io.ordergate.verification;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** The rules by which a challenge says no, readable as a list. */
final class Refusals {

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private Refusals() {}

    /** Nothing may be sent for a challenge that is over, used up or waiting. */
    static void unlessSendable(Challenge challenge) {
        switch (challenge.state()) {
            case CONSUMED, EXPIRED -> throw Failure.of(ProblemCode.INVALID_SESSION);
            case EXHAUSTED, LOCKED -> throw exhausted();
            case OPEN -> unlessWaited(challenge);
        }
    }

    /** A guess that was not compared is refused, unless it repeats the request that was right. */
    static void unlessRepeat(Challenge challenge, Guess guess) {
        switch (challenge.state()) {
            case EXHAUSTED, LOCKED -> throw exhausted();
            case OPEN, EXPIRED -> throw Failure.of(ProblemCode.INVALID_SESSION);
            case CONSUMED -> unlessSameRequest(challenge, guess);
        }
    }

    static Failure wrongCode(int attemptsRemaining) {
        return Failure.of(ProblemCode.WRONG_CODE, "Invalid code. " + attemptsRemaining + " attempts remaining.")
                .with("attempts_remaining", attemptsRemaining);
    }

    static Failure exhausted() {
        return Failure.of(ProblemCode.TOO_MANY_ATTEMPTS);
    }

    /** Too many wrong codes were typed today (UTC) for the phone. */
    static Failure lockedToday(Clock clock) {
        var now = clock.instant();
        var tomorrow = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        return exhausted().retryAfter(Duration.between(now, tomorrow).plusSeconds(1));
    }

    static Failure tooSoon(Duration wait) {
        return Failure.of(ProblemCode.TOO_MANY_REQUESTS, "A code was just sent. Wait before asking again.")
                .retryAfter(wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait);
    }

    static boolean isUnreachable(Throwable error) {
        return error instanceof Failure failure && failure.code() == ProblemCode.PHONE_UNREACHABLE;
    }

    private static void unlessWaited(Challenge challenge) {
        if (challenge.sendsRemaining() <= 0) {
            throw Failure.of(ProblemCode.TOO_MANY_REQUESTS, "This code was sent as often as it may be. Start again.")
                    .retryAfter(challenge.expiresIn());
        }
        if (challenge.resendIn().compareTo(Duration.ZERO) > 0) {
            throw tooSoon(challenge.resendIn());
        }
    }

    private static void unlessSameRequest(Challenge challenge, Guess guess) {
        var digest = guess.keyDigest();
        if (digest == null || !ByteBuffer.wrap(digest).equals(challenge.consumeKey())) {
            throw Failure.of(ProblemCode.INVALID_SESSION);
        }
        if (!guess.isSameCode()) {
            throw Failure.of(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        }
    }
}
