package io.ordergate.verification;

import io.ordergate.sms.SmsRequest;
import io.ordergate.support.Detached;
import io.ordergate.support.Failure;
import io.ordergate.support.Ids;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.SecretKeys;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The first sending of a code. */
@Component
class Sends {

    /** A tap that was refused may have overtaken the one before it, whose row is about to be there. */
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
    private final VerificationMeters meters;

    Sends(
            ChallengeRepository challenges,
            SendBudgets budgets,
            CodeTexts texts,
            ManagedSending managed,
            TestNumbers testNumbers,
            VerificationSettings settings,
            SecretKeys keys,
            Ids ids,
            VerificationMeters meters) {
        this.challenges = challenges;
        this.budgets = budgets;
        this.texts = texts;
        this.sending = managed.isOn() ? managed : texts;
        this.testNumbers = testNumbers;
        this.settings = settings;
        this.keys = keys;
        this.ids = ids;
        this.meters = meters;
    }

    /** Starts a challenge and sends its code. Errors: those of {@link Verifications#start}. */
    Mono<Session> start(NewChallenge challenge) {
        var token = testNumbers.mark(new SessionToken(keys.current(), ids.next()), challenge.phone());
        if (testNumbers.isMarked(token.challengeId())) {
            return Detached.from(beginTest(token, challenge));
        }
        var begun = budgets.take(asked(challenge)).then(Mono.defer(() -> Detached.from(begin(token, challenge))));
        return challenge.keyDigest() == null
                ? begun
                : begun.onErrorResume(Refusals::isThrottled, refusal -> repeatOf(challenge, refusal));
    }

    private Mono<Session> beginTest(SessionToken token, NewChallenge challenge) {
        return insert(token, challenge, texts.words(challenge))
                .flatMap(inserted ->
                        inserted ? Mono.just(session(token, challenge)) : repeatOf(challenge, Refusals.exhausted()));
    }

    private Mono<Session> begin(SessionToken token, NewChallenge challenge) {
        var words = texts.words(challenge);
        return insert(token, challenge, words)
                .onErrorResume(error -> budgets.giveBack(asked(challenge)).then(Mono.error(error)))
                .flatMap(inserted -> inserted
                        ? send(token, challenge, words)
                        : budgets.giveBack(asked(challenge)).then(repeatOf(challenge, Refusals.exhausted())));
    }

    private Mono<Boolean> insert(SessionToken token, NewChallenge challenge, String words) {
        return challenges.insert(token, challenge, words, texts.language(challenge));
    }

    private Mono<Session> send(SessionToken token, NewChallenge challenge, String words) {
        return sending.send(token, challenge, words, texts.language(challenge))
                .then(Mono.fromSupplier(() -> started(token, challenge)))
                .onErrorResume(error -> challenges
                        .close(token.challengeId())
                        .then(giveBack(challenge, error))
                        .then(Mono.error(error)));
    }

    private Session started(SessionToken token, NewChallenge challenge) {
        meters.started(challenge.purpose());
        return session(token, challenge);
    }

    private Mono<Void> giveBack(NewChallenge challenge, Throwable error) {
        return Refusals.isUnreachable(error)
                ? budgets.giveBackUnreachable(asked(challenge))
                : budgets.giveBack(asked(challenge));
    }

    private Session session(SessionToken token, NewChallenge challenge) {
        return new Session(
                token.text(), settings.life(challenge.purpose()), settings.resendWait(), settings.maxSends() - 1);
    }

    private static SmsRequest asked(NewChallenge challenge) {
        return new SmsRequest(challenge.phone(), challenge.purpose().id(), challenge.clientAddress());
    }

    /** The session that an earlier request with this key has started, or else the refusal. */
    private Mono<Session> repeatOf(NewChallenge challenge, Throwable refusal) {
        var key = challenge.keyDigest();
        if (key == null) {
            return Mono.error(refusal);
        }
        return challenges
                .findByKey(key, challenge.clientAddress())
                .repeatWhenEmpty(looks -> looks.take(LOOKS).delayElements(BETWEEN_LOOKS))
                .switchIfEmpty(Mono.error(refusal))
                .filter(first -> ByteBuffer.wrap(challenge.requestDigest()).equals(first.requestDigest()))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.IDEMPOTENCY_KEY_REUSED)))
                .map(this::session);
    }

    /** The token is derived again, with the key of the first time: the code in the text came from it. */
    private Session session(Challenge challenge) {
        var token = SessionToken.of(challenge.id(), challenge.keyId(), keys);
        return new Session(token.text(), challenge.expiresIn(), challenge.resendIn(), challenge.sendsRemaining());
    }
}
