package io.ordergate.verification;

import io.ordergate.sms.SmsRequest;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.ChallengeRepository.EarlierRequest;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Session;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The first sending of a code. */
@Component
class Sends {

    /** How often a refused request looks for an earlier one, whose row may not be committed yet. */
    private static final int LOOKS = 3;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

    private final ChallengeRepository challenges;
    private final SendBudgets budgets;
    private final CodeTexts texts;
    private final CodeSending sending;
    private final TestNumbers testNumbers;
    private final VerificationSettings settings;
    private final SecretKeys keys;
    private final Ids ids;
    private final Clock clock;
    private final VerificationMeters meters;
    private final Resends resends;

    Sends(
            ChallengeRepository challenges,
            SendBudgets budgets,
            CodeTexts texts,
            ManagedSending managed,
            TestNumbers testNumbers,
            VerificationSettings settings,
            SecretKeys keys,
            Ids ids,
            Clock clock,
            VerificationMeters meters,
            Resends resends) {
        this.challenges = challenges;
        this.budgets = budgets;
        this.texts = texts;
        this.sending = managed.isOn() ? managed : texts;
        this.testNumbers = testNumbers;
        this.settings = settings;
        this.keys = keys;
        this.ids = ids;
        this.clock = clock;
        this.meters = meters;
        this.resends = resends;
    }

    /** Starts a challenge and sends its code. Errors: those of {@link Verifications#start}. */
    Mono<Session> start(NewChallenge challenge) {
        return start(
                challenge, 2); // the one with the key and the last one of the phone may both be made with a lost secret
    }

    private Mono<Session> start(NewChallenge challenge, int turns) {
        var token = testNumbers.mark(new SessionToken(keys.current(), ids.next()), challenge.phone());
        if (TestNumbers.isMarked(token.challengeId())) {
            return Uncancellable.from(beginTest(token, challenge, turns));
        }
        return budgets.acquire(request(challenge))
                .then(Mono.defer(() -> Uncancellable.from(begin(token, challenge))))
                .onErrorResume(Failure.class, refusal -> refused(challenge, refusal))
                .switchIfEmpty(Mono.defer(() -> Uncancellable.from(resumed(challenge, turns))));
    }

    private Mono<Session> beginTest(SessionToken token, NewChallenge challenge, int turns) {
        return insert(token, challenge, texts.words(challenge), Duration.ZERO)
                .filter(inserted -> inserted)
                .map(inserted -> session(token, challenge))
                .switchIfEmpty(Mono.defer(() -> resumed(challenge, turns)));
    }

    /** Empty when an earlier request prevents a new challenge. */
    private Mono<Session> begin(SessionToken token, NewChallenge challenge) {
        var words = texts.words(challenge);
        return insert(token, challenge, words, settings.resendWait())
                .onErrorResume(error -> budgets.release(request(challenge)).then(Mono.error(error)))
                .flatMap(inserted -> inserted
                        ? send(token, challenge, words)
                        : budgets.release(request(challenge)).then(Mono.empty()));
    }

    private Mono<Boolean> insert(SessionToken token, NewChallenge challenge, String words, Duration wait) {
        return challenges.insert(token, challenge, words, texts.language(challenge), wait);
    }

    private Mono<Session> send(SessionToken token, NewChallenge challenge, String words) {
        return sending.send(token, challenge, words, texts.language(challenge))
                .then(Mono.fromSupplier(() -> started(token, challenge)))
                .onErrorResume(error -> challenges
                        .close(token.challengeId())
                        .then(release(challenge, error))
                        .then(Mono.error(error)));
    }

    private Session started(SessionToken token, NewChallenge challenge) {
        meters.started(challenge.purpose());
        return session(token, challenge);
    }

    private Mono<Void> release(NewChallenge challenge, Throwable error) {
        return Refusals.isUnreachable(error)
                ? budgets.releaseUnreachable(request(challenge))
                : budgets.release(request(challenge));
    }

    private Session session(SessionToken token, NewChallenge challenge) {
        return new Session(
                Sensitive.of(token.text()),
                settings.life(challenge.purpose()),
                settings.resendWait(),
                settings.maxSends() - 1);
    }

    private static SmsRequest request(NewChallenge challenge) {
        return new SmsRequest(challenge.phone(), challenge.purpose().id(), challenge.clientAddress());
    }

    /**
     * The session that an earlier request has started, where a budget refuses another one. Nothing is sent. The refusal names the
     * wait of the phone where the client has to wait for the phone.
     */
    private Mono<Session> refused(NewChallenge challenge, Failure refusal) {
        var mayBeRepeat = challenge.keyDigest() != null || budgets.isOfPhone(refusal);
        if (refusal.code() != ProblemCode.TOO_MANY_REQUESTS || !mayBeRepeat) {
            return Mono.error(refusal);
        }
        return challenges
                .findEarlier(challenge)
                .repeatWhenEmpty(looks -> looks.take(LOOKS).delayElements(BETWEEN_LOOKS))
                .flatMap(earlier -> earlier.isRepeat() || mustWait(earlier)
                        ? resumed(challenge, earlier, 0)
                        : Mono.<Session>error(refusal))
                .switchIfEmpty(Mono.error(refusal));
    }

    private static boolean mustWait(EarlierRequest earlier) {
        return earlier.challenge().resendIn().compareTo(Duration.ZERO) > 0;
    }

    /** The session or the refusal for a request that repeats or follows an earlier one of the phone. */
    private Mono<Session> resumed(NewChallenge challenge, int turns) {
        return challenges
                .findEarlier(challenge)
                .switchIfEmpty(Mono.error(() -> Refusals.lockedToday(clock)))
                .flatMap(earlier -> resumed(challenge, earlier, turns));
    }

    private Mono<Session> resumed(NewChallenge challenge, EarlierRequest earlier, int turns) {
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
            return startAnew(challenge, last, turns);
        }
        var token = new SessionToken(key, last.id());
        if (earlier.isRepeat()) {
            return Mono.just(session(token, last).asReplay());
        }
        return mustWait(earlier) || TestNumbers.isMarked(last.id())
                ? Mono.just(session(token, last).asUnsent())
                : resends.resend(token, challenge.purpose(), last, challenge.clientAddress());
    }

    /** The secret that the code came from is gone, so nobody can type it any more: the request starts anew. */
    private Mono<Session> startAnew(NewChallenge challenge, Challenge last, int turns) {
        return turns == 0
                ? Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION))
                : challenges.abandon(last.id()).then(Mono.defer(() -> start(challenge, turns - 1)));
    }

    /** The token is derived again, with the key of the first time: the code in the text came from it. */
    private static Session session(SessionToken token, Challenge challenge) {
        return new Session(
                Sensitive.of(token.text()), challenge.expiresIn(), challenge.resendIn(), challenge.sendsRemaining());
    }
}
