package io.ordergate.verification;

import io.ordergate.support.Detached;
import io.ordergate.support.Failure;
import io.ordergate.support.Ids;
import io.ordergate.support.PhoneNumber;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.SecretKeys;
import io.ordergate.web.IdempotencyKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Proof that somebody holds a phone: a code is sent, sent again, and typed back. */
@Service
public class Verifications {

    /** A tap that was refused may have overtaken the one before it, whose row is about to be there. */
    private static final int LOOKS = 3;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

    private final ChallengeRepository challenges;
    private final SendBudgets budgets;
    private final CodeTexts texts;
    private final VerificationSettings settings;
    private final SecretKeys keys;
    private final Ids ids;
    private final VerificationMeters meters;

    Verifications(
            ChallengeRepository challenges,
            SendBudgets budgets,
            CodeTexts texts,
            VerificationSettings settings,
            SecretKeys keys,
            Ids ids,
            VerificationMeters meters) {
        this.challenges = challenges;
        this.budgets = budgets;
        this.texts = texts;
        this.settings = settings;
        this.keys = keys;
        this.ids = ids;
        this.meters = meters;
    }

    /**
     * Starts a challenge and sends its code. Once begun it is finished even when the client hangs up. Errors:
     * {@code too-many-requests}, {@code too-many-attempts}, {@code idempotency-key-reused}, {@code sms-unavailable},
     * {@code phone-unreachable}.
     */
    public Mono<Session> start(NewChallenge challenge) {
        var token = new SessionToken(keys.current(), ids.next());
        return budgets.take(challenge.purpose(), challenge.phone())
                .then(Mono.defer(() -> Detached.from(begin(token, challenge))))
                .onErrorResume(Refusals::isThrottled, refusal -> repeatOf(challenge, refusal));
    }

    /**
     * Sends the code of an open session once more: the same code, no new attempts, no longer life. Errors:
     * {@code invalid-session}, {@code too-many-attempts}, {@code too-many-requests}, {@code sms-unavailable},
     * {@code phone-unreachable}.
     */
    public Mono<Session> resend(String sessionToken, Purpose purpose, String clientAddress) {
        return Mono.fromSupplier(() -> SessionToken.parse(sessionToken, keys))
                .zipWhen(token -> sendable(token, purpose, clientAddress))
                .flatMap(pair -> Detached.from(sendAgain(pair.getT1(), purpose, pair.getT2())));
    }

    /** The session token of the newest open code of a phone. Errors: {@code invalid-session} when there is none. */
    public Mono<String> newestSession(PhoneNumber phone, Purpose purpose) {
        return challenges
                .findNewest(phone, purpose)
                .map(name -> SessionToken.of(name.id(), name.keyId(), keys).text())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)));
    }

    /**
     * Compares a guess without counting it yet; {@link AttemptSql} does. Errors: {@code invalid-session} for a token that
     * was not made here, without a database call.
     */
    public Guess guess(
            String sessionToken, Purpose purpose, String code, @Nullable IdempotencyKey key, String clientAddress) {
        var token = SessionToken.parse(sessionToken, keys);
        var matches = Codes.matches(token, settings.length(), code);
        return new Guess(token.challengeId(), purpose, matches, key, clientAddress);
    }

    /** To be called when a guess was right and its statement has committed. */
    public Mono<Void> confirmed(Purpose purpose, String country, int texts) {
        return budgets.giveBackToCountry(country, texts).doOnSuccess(done -> meters.verified(purpose));
    }

    /**
     * Deletes the codes of a phone and what they confirm, and takes it out of what is kept of its texts, in the caller's
     * transaction. How often codes were guessed wrong is not forgotten.
     */
    public Mono<Void> forget(String phone) {
        return challenges.forget(phone).then(texts.forget(phone));
    }

    /** To be called when a guess was compared and wrong. */
    public Failure wrongCode(Purpose purpose, int attemptsRemaining) {
        var failure = attemptsRemaining > 0 ? Refusals.wrongCode(attemptsRemaining) : Refusals.exhausted();
        meters.refused(purpose, failure.code());
        return failure;
    }

    /**
     * Why a guess found no open challenge: an error, or the phone when it is the repeat, with the same key and the same
     * right code, of the very request that consumed it. Errors: {@code invalid-session}, {@code too-many-attempts},
     * {@code idempotency-key-reused}.
     */
    public Mono<PhoneNumber> refusalUnlessRepeat(Guess guess) {
        return challenges
                .find(guess.challengeId(), guess.purpose(), guess.address())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)))
                .doOnNext(challenge -> Refusals.unlessRepeat(challenge, guess))
                .doOnError(Failure.class, failure -> meters.refused(guess.purpose(), failure.code()))
                .map(Challenge::phone);
    }

    private Mono<Session> begin(SessionToken token, NewChallenge challenge) {
        return challenges
                .insert(token, challenge)
                .onErrorResume(error -> giveBack(challenge).then(Mono.error(error)))
                .flatMap(inserted -> inserted
                        ? send(token, challenge)
                        : giveBack(challenge).then(repeatOf(challenge, Refusals.exhausted())));
    }

    private Mono<Session> send(SessionToken token, NewChallenge challenge) {
        return texts.send(token, challenge.purpose(), challenge.phone(), challenge.about())
                .onErrorResume(error -> challenges
                        .close(token.challengeId())
                        .then(giveBack(challenge))
                        .then(Mono.error(error)))
                .doOnNext(receipt -> meters.started(challenge.purpose()))
                .thenReturn(new Session(
                        token.text(),
                        settings.life(challenge.purpose()),
                        settings.resendWait(),
                        settings.maxSends() - 1));
    }

    private Mono<Void> giveBack(NewChallenge challenge) {
        return budgets.giveBack(challenge.purpose(), challenge.phone());
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

    private Mono<Challenge> sendable(SessionToken token, Purpose purpose, String clientAddress) {
        return challenges
                .find(token.challengeId(), purpose, clientAddress)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)))
                .doOnNext(Refusals::unlessSendable)
                .delayUntil(challenge -> budgets.take(purpose, challenge.phone()));
    }

    private Mono<Session> sendAgain(SessionToken token, Purpose purpose, Challenge challenge) {
        return challenges
                .countSend(challenge.id())
                .filter(counted -> counted)
                .switchIfEmpty(Mono.error(() -> Refusals.tooSoon(settings.resendWait())))
                .then(texts.send(token, purpose, challenge.phone(), challenge.about())
                        .onErrorResume(
                                error -> challenges.uncountSend(challenge.id()).then(Mono.error(error))))
                .onErrorResume(
                        error -> budgets.giveBack(purpose, challenge.phone()).then(Mono.error(error)))
                .thenReturn(new Session(
                        token.text(), challenge.expiresIn(), settings.resendWait(), challenge.sendsRemaining() - 1));
    }

    /** The token is derived again, with the key of the first time: the code in the text came from it. */
    private Session session(Challenge challenge) {
        var token = SessionToken.of(challenge.id(), challenge.keyId(), keys);
        return new Session(token.text(), challenge.expiresIn(), challenge.resendIn(), challenge.sendsRemaining());
    }
}
