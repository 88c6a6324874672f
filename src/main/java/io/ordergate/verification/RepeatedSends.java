package io.ordergate.verification;

import io.ordergate.sms.journal.SentMessages;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Answers requests for a code that repeat or follow an earlier request of the phone. */
@Component
class RepeatedSends {

    /** How often a refused request looks for an earlier one, whose row may not be committed yet. */
    private static final int LOOKS = 3;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

    /** How often, after the first look, a request looks whether the text of an earlier one was sent, by a node that may be gone. */
    private static final int LATER_LOOKS = 20;

    private static final Duration BETWEEN_LATER_LOOKS = Duration.ofMillis(250);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

    /** Other repeats may hold the phone's budget for the moment in which they find the earlier request. */
    private static final Retry WHILE_OTHERS_HOLD = Retry.fixedDelay(LOOKS, BETWEEN_LOOKS)
            .filter(error -> error instanceof Failure failure && failure.code() == ProblemCode.TOO_MANY_REQUESTS)
            .onRetryExhaustedThrow((retries, last) -> last.failure());

    private final ChallengeRepository challenges;
    private final Challenges started;
    private final SentMessages sent;
    private final SendBudgets budgets;
    private final Resends resends;
    private final SecretKeys keys;
    private final Clock clock;

    RepeatedSends(
            ChallengeRepository challenges,
            Challenges started,
            SentMessages sent,
            SendBudgets budgets,
            Resends resends,
            SecretKeys keys,
            Clock clock) {
        this.challenges = challenges;
        this.started = started;
        this.sent = sent;
        this.budgets = budgets;
        this.resends = resends;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The session that an earlier request has started, where a budget refuses another one and the text of the earlier one is on
     * its way. Nothing is sent. The refusal names the wait of the phone where the client has to wait for the phone.
     */
    Mono<Session> refused(NewChallenge challenge, Failure refusal) {
        var mayBeRepeat = challenge.keyDigest() != null || budgets.isOfPhone(refusal);
        if (refusal.code() != ProblemCode.TOO_MANY_REQUESTS || !mayBeRepeat) {
            return Mono.error(refusal);
        }
        return challenges
                .findEarlier(challenge)
                .repeatWhenEmpty(looks -> looks.take(LOOKS).delayElements(BETWEEN_LOOKS))
                .filter(earlier -> earlier.isRepeat() || mustWait(earlier))
                .flatMap(earlier -> resume(challenge, false, refusal))
                .switchIfEmpty(Mono.error(refusal));
    }

    /**
     * The session or the refusal for a request whose challenge an earlier request has prevented. Empty when another one can be
     * started now: the secret of the earlier code is gone, and nobody can type the code any more, or its text was refused.
     */
    Mono<Session> resume(NewChallenge challenge, boolean mayStartAnew) {
        return resume(challenge, mayStartAnew, null);
    }

    /** Looks again while nobody knows whether the text of the earlier request is on its way from another node. */
    private Mono<Session> resume(NewChallenge challenge, boolean mayStartAnew, @Nullable Failure refusal) {
        return challenges
                .findEarlier(challenge)
                .switchIfEmpty(Mono.error(() -> Refusals.lockedToday(clock)))
                .flatMap(earlier -> resumed(challenge, earlier, mayStartAnew, refusal))
                .repeatWhenEmpty(looks -> looks.take(LATER_LOOKS).delayElements(BETWEEN_LATER_LOOKS))
                .switchIfEmpty(Mono.error(() -> refusal == null ? unknown() : refusal))
                .flatMap(Mono::justOrEmpty);
    }

    /** What the earlier request means for this one: no session when another challenge can be started; empty when nobody knows yet. */
    private Mono<Optional<Session>> resumed(
            NewChallenge challenge, EarlierRequest earlier, boolean mayStartAnew, @Nullable Failure refusal) {
        var last = earlier.challenge();
        if (earlier.isRepeat() && !earlier.isSame()) {
            return Mono.error(() -> Failure.of(ProblemCode.IDEMPOTENCY_KEY_REUSED));
        }
        if (!earlier.isRepeat() && earlier.isLocked()) {
            return Mono.error(() -> Refusals.lockedToday(clock));
        }
        if (!earlier.isRepeat() && earlier.isSame() && !last.isLive() && (mayStartAnew || refusal != null)) {
            return mayStartAnew ? Mono.just(Optional.empty()) : Mono.empty();
        }
        if (!earlier.isSame() || (!earlier.isRepeat() && last.state() != Challenge.State.OPEN)) {
            return Mono.error(() -> Refusals.tooSoon(last.resendIn()));
        }
        var key = keys.byId(last.keyId());
        if (key == null) {
            return mayStartAnew
                    ? challenges.abandon(last.id()).thenReturn(Optional.empty())
                    : Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION));
        }
        var token = new SessionToken(key, last.id());
        return earlier.isRepeat() || mustWait(earlier) || TestNumbers.isMarked(last.id())
                ? repeated(token, challenge, earlier, refusal).map(Optional::of)
                : resends.resend(token, challenge.purpose(), last, challenge.clientAddress())
                        .map(Optional::of);
    }

    /**
     * The earlier session, if its text is on its way. If that is certainly not so, the text is sent now, by one of all who ask at
     * the same time; empty for the others, and as long as nobody knows.
     */
    private Mono<Session> repeated(
            SessionToken token, NewChallenge challenge, EarlierRequest earlier, @Nullable Failure refusal) {
        var last = earlier.challenge();
        var known = session(token, last);
        var answer = earlier.isRepeat() ? known.asReplay() : known.asUnsent();
        return last.state() != Challenge.State.OPEN || TestNumbers.isMarked(last.id())
                ? Mono.just(answer)
                : sent.isOnItsWay(last.id())
                        .filter(onItsWay -> onItsWay)
                        .map(onItsWay -> answer)
                        .switchIfEmpty(Mono.defer(() -> sentLate(token, challenge, last, refusal)));
    }

    private Mono<Session> sentLate(
            SessionToken token, NewChallenge challenge, Challenge last, @Nullable Failure refusal) {
        if (refusal != null || last.sentAgo().compareTo(sent.longest()) < 0) {
            return Mono.empty();
        }
        return last.sendsRemaining() <= 0
                ? Mono.error(Refusals.sentTooOften(last))
                : started.sendLate(token, challenge, last, sent.longest()).retryWhen(WHILE_OTHERS_HOLD);
    }

    private static Failure unknown() {
        return Failure.of(
                        ProblemCode.SERVICE_UNAVAILABLE,
                        "It is not known yet whether the code was sent. Repeat the request, with its Idempotency-Key.")
                .retryAfter(RETRY_AFTER);
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
