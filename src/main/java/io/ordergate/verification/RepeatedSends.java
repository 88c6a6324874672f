package io.ordergate.verification;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.ChallengeRepository.EarlierRequest;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.budget.SendBudgets;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Answers requests for a code that repeat or follow an earlier request of the phone. */
@Component
class RepeatedSends {

    /** How often a refused request looks for an earlier one, whose row may not be committed yet. */
    private static final int LOOKS = 3;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

    private final ChallengeRepository challenges;
    private final SendBudgets budgets;
    private final Resends resends;
    private final SecretKeys keys;
    private final Clock clock;

    RepeatedSends(ChallengeRepository challenges, SendBudgets budgets, Resends resends, SecretKeys keys, Clock clock) {
        this.challenges = challenges;
        this.budgets = budgets;
        this.resends = resends;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The session that an earlier request has started, where a budget refuses another one. Nothing is sent. The refusal names the
     * wait of the phone where the client has to wait for the phone.
     */
    Mono<Session> refused(NewChallenge challenge, Failure refusal) {
        var mayBeRepeat = challenge.keyDigest() != null || budgets.isOfPhone(refusal);
        if (refusal.code() != ProblemCode.TOO_MANY_REQUESTS || !mayBeRepeat) {
            return Mono.error(refusal);
        }
        return challenges
                .findEarlier(challenge)
                .repeatWhenEmpty(looks -> looks.take(LOOKS).delayElements(BETWEEN_LOOKS))
                .flatMap(earlier -> earlier.isRepeat() || mustWait(earlier)
                        ? resumed(challenge, earlier, false)
                        : Mono.<Session>error(refusal))
                .switchIfEmpty(Mono.error(refusal));
    }

    /**
     * The session or the refusal for a request whose challenge an earlier request has prevented. Empty when the earlier challenge
     * was abandoned, because the secret of its code is gone and nobody can type the code any more.
     */
    Mono<Session> resume(NewChallenge challenge, boolean mayAbandon) {
        return challenges
                .findEarlier(challenge)
                .switchIfEmpty(Mono.error(() -> Refusals.lockedToday(clock)))
                .flatMap(earlier -> resumed(challenge, earlier, mayAbandon));
    }

    private Mono<Session> resumed(NewChallenge challenge, EarlierRequest earlier, boolean mayAbandon) {
        var last = earlier.challenge();
        if (earlier.isRepeat() && !earlier.isSame()) {
            return Mono.error(() -> Failure.of(ProblemCode.IDEMPOTENCY_KEY_REUSED));
        }
        if (!earlier.isRepeat() && earlier.isLocked()) {
            return Mono.error(() -> Refusals.lockedToday(clock));
        }
        if (!earlier.isSame() || (!earlier.isRepeat() && last.state() != Challenge.State.OPEN)) {
            return Mono.error(() -> Refusals.tooSoon(last.resendIn()));
        }
        var key = keys.byId(last.keyId());
        if (key == null) {
            return mayAbandon
                    ? challenges.abandon(last.id()).then(Mono.empty())
                    : Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION));
        }
        var token = new SessionToken(key, last.id());
        if (earlier.isRepeat()) {
            return Mono.just(session(token, last).asReplay());
        }
        return mustWait(earlier) || TestNumbers.isMarked(last.id())
                ? Mono.just(session(token, last).asUnsent())
                : resends.resend(token, challenge.purpose(), last, challenge.clientAddress());
    }

    private static boolean mustWait(EarlierRequest earlier) {
        return earlier.challenge().resendIn().compareTo(Duration.ZERO) > 0;
    }

    /**
     * The session of an earlier request, whose token is derived once more with the key of the first time: the code in
     * the text came from that key.
     */
    private static Session session(SessionToken token, Challenge challenge) {
        return new Session(
                Sensitive.of(token.text()), challenge.expiresIn(), challenge.resendIn(), challenge.sendsRemaining());
    }
}
