package io.ordergate.verification;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.GuessOutcome;
import io.ordergate.verification.attempt.GuessOutcome.ConfirmedCode;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import io.ordergate.verification.attempt.UsedCode;
import io.ordergate.verification.budget.SendBudgets;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What follows when the statement about a guess has committed: budgets, counts, and the refusal or the answer; and whether there
 * is anything to be guessed.
 */
@Component
class GuessConclusion {

    private final ChallengeRepository challenges;
    private final SendBudgets budgets;
    private final CodeTexts texts;
    private final VerificationSettings settings;
    private final VerificationMeters meters;
    private final Clock clock;

    GuessConclusion(
            ChallengeRepository challenges,
            SendBudgets budgets,
            CodeTexts texts,
            VerificationSettings settings,
            VerificationMeters meters,
            Clock clock) {
        this.challenges = challenges;
        this.budgets = budgets;
        this.texts = texts;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
    }

    /** Parameters and errors: those of {@link Verifications#verify}. */
    <T, R> Mono<R> conclude(
            Guess guess, GuessOutcome<T> outcome, Function<T, Mono<R>> answer, Function<UsedCode, Mono<R>> repeat) {
        if (outcome instanceof GuessOutcome.Right<T> right) {
            return confirmed(guess.purpose(), right.code()).then(Mono.defer(() -> answer.apply(right.made())));
        }
        return outcome instanceof GuessOutcome.Wrong<T> wrong
                ? Mono.error(() -> wrongCode(guess.purpose(), wrong))
                : repeated(guess).flatMap(repeat);
    }

    /**
     * The open challenge of this id, if it may confirm this content. Errors: {@code invalid-session}, {@code too-many-attempts},
     * {@code invalid-request} for another phone.
     */
    Mono<Challenge> open(UUID id, NewChallenge content) {
        return challenges
                .find(id, content.purpose(), content.clientAddress())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)))
                .doOnNext(challenge -> Refusals.requireOpenFor(challenge, content.phone(), clock));
    }

    /** What the challenge of a key confirms, whether or not it is open. */
    Mono<String> payload(byte[] keyDigest) {
        return Mono.defer(() -> challenges.findPayload(keyDigest, clock.instant()));
    }

    private Mono<Void> confirmed(Purpose purpose, ConfirmedCode code) {
        meters.verified(purpose);
        if (TestNumbers.isMarked(code.challengeId())) {
            return Mono.empty();
        }
        texts.verified(code.challengeId());
        return budgets.release(code);
    }

    private Failure wrongCode(Purpose purpose, GuessOutcome.Wrong<?> wrong) {
        var failure = refusal(wrong.attemptsRemaining(), wrong.leftToday());
        meters.refused(purpose, failure.code());
        return failure;
    }

    private Failure refusal(int attemptsRemaining, int leftToday) {
        if (leftToday <= 0) {
            return Refusals.lockedToday(clock);
        }
        return attemptsRemaining <= 0
                ? Refusals.exhausted(settings.resendWait())
                : Refusals.wrongCode(Math.min(attemptsRemaining, leftToday));
    }

    /** The code, when this is the very request that used it; else the reason why there is no open challenge, as an error. */
    private Mono<UsedCode> repeated(Guess guess) {
        var key = guess.keyDigest();
        return (key == null ? Mono.<UsedCode>empty() : challenges.repeat(guess, key))
                .doOnNext(GuessConclusion::requireSameCode)
                .switchIfEmpty(Mono.defer(() -> notCompared(guess)))
                .doOnError(Failure.class, failure -> meters.refused(guess.purpose(), failure.code()));
    }

    private static void requireSameCode(UsedCode used) {
        if (!used.isSameCode()) {
            throw Failure.of(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        }
    }

    private <T> Mono<T> notCompared(Guess guess) {
        return challenges
                .find(guess.challengeId(), guess.purpose(), guess.address())
                .flatMap(challenge -> Mono.<T>error(Refusals.notCompared(challenge, clock)))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)));
    }
}
