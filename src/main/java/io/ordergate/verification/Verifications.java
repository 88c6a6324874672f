package io.ordergate.verification;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.Attempt;
import io.ordergate.verification.attempt.ContentChange;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.GuessOutcome;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.attempt.UsedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.ClientAddress;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Proof that somebody holds a phone: a code is sent, sent again, and typed back. */
@Service
public class Verifications {

    private static final Instant ALWAYS = Instant.parse("9999-12-31T00:00:00Z");

    private final Sends sends;
    private final Resends resends;
    private final CodeComparison comparison;
    private final GuessConclusion conclusion;
    private final ChallengeRepository challenges;
    private final CodeTexts texts;
    private final SecretKeys keys;

    Verifications(
            Sends sends,
            Resends resends,
            CodeComparison comparison,
            GuessConclusion conclusion,
            ChallengeRepository challenges,
            CodeTexts texts,
            SecretKeys keys) {
        this.sends = sends;
        this.resends = resends;
        this.comparison = comparison;
        this.conclusion = conclusion;
        this.challenges = challenges;
        this.texts = texts;
        this.keys = keys;
    }

    /**
     * Starts a challenge and sends its code. Once begun it is finished even when the client hangs up. Errors:
     * {@code too-many-requests}, {@code too-many-attempts}, {@code idempotency-key-reused}, {@code sms-unavailable},
     * {@code phone-unreachable}, {@code phone-not-served}.
     */
    public Mono<Session> start(NewChallenge challenge) {
        return sends.start(challenge);
    }

    /** The payload that an earlier request with this key has left for the phone, if any. */
    public Mono<String> earlier(
            Purpose purpose, PhoneNumber phone, @Nullable IdempotencyKey key, ClientAddress clientAddress) {
        return key == null
                ? Mono.empty()
                : conclusion.payload(NewChallenge.keyDigest(purpose, clientAddress.value(), phone, key));
    }

    /**
     * Sends the code of an open session once more: the same code, no new attempts, no longer life. Errors:
     * {@code invalid-session}, {@code too-many-attempts}, {@code too-many-requests}, {@code sms-unavailable},
     * {@code phone-unreachable}, {@code phone-not-served}.
     */
    public Mono<Session> resend(Sensitive sessionToken, Purpose purpose, ClientAddress clientAddress) {
        return resends.resend(sessionToken, purpose, clientAddress);
    }

    /**
     * Lets the code of an open session confirm something else, for the same phone and without a text. Empty when {@code change}, a
     * statement with {@link io.ordergate.verification.attempt.AttemptSql#changed}, refuses the content. Errors: {@code
     * invalid-session}, {@code too-many-attempts}, {@code invalid-request} for another phone.
     */
    public Mono<Session> change(
            Sensitive sessionToken, NewChallenge content, Function<ContentChange, Mono<Boolean>> change) {
        return Mono.fromSupplier(() -> SessionToken.parse(sessionToken.value(), keys))
                .flatMap(token -> conclusion.open(token.challengeId(), content))
                .filterWhen(challenge -> change.apply(new ContentChange(challenge.id(), content, texts.words(content))))
                .map(challenge -> new Session(
                        sessionToken, challenge.expiresIn(), challenge.resendIn(), challenge.sendsRemaining()));
    }

    /** The session token of the newest open code of a phone, or else of one that was used a moment ago. Errors: {@code invalid-session} when there is none. */
    public Mono<Sensitive> newestSession(PhoneNumber phone, Purpose purpose) {
        return challenges
                .findNewest(phone, purpose)
                .map(name -> Sensitive.of(
                        SessionToken.of(name.id(), name.keyId(), keys).text()))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)));
    }

    /**
     * Decides about a typed code and gives what the client gets. Once begun it is finished even when the client hangs up. Errors:
     * {@code invalid-session}, also where the answer is empty, {@code invalid-request} for a code of another length than those
     * that are sent, {@code wrong-code}, {@code too-many-attempts}, {@code idempotency-key-reused}, {@code service-unavailable}
     * when a provider compares codes and does not answer.
     *
     * @param decision the one statement that counts the guess ({@link io.ordergate.verification.attempt.AttemptSql}) and, if it is
     *     right, does what the code is for; empty when it found no open challenge
     * @param answer what the client gets for what that has made, after the commit
     * @param repeat what the client gets for the very request that used the code, within a minute once more
     */
    public <T, R> Mono<R> verify(
            Attempt attempt,
            Function<Guess, Mono<GuessOutcome<T>>> decision,
            Function<T, Mono<R>> answer,
            Function<UsedCode, Mono<R>> repeat) {
        var work = comparison
                .compare(attempt)
                .zipWhen(guess -> decision.apply(guess).defaultIfEmpty(new GuessOutcome.NotCompared<>()))
                .flatMap(decided -> conclusion.conclude(decided.getT1(), decided.getT2(), answer, repeat));
        return Uncancellable.from(work).switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)));
    }

    /**
     * Deletes the codes of a phone and what they confirm, and removes the phone from what is kept of its texts, in the caller's
     * transaction. The count of wrong guesses stays.
     */
    public Mono<Void> erase(PhoneNumber phone) {
        return erase(phone, ALWAYS);
    }

    /** The same for a phone that its owner has left: only what there was until then. */
    public Mono<Void> erase(PhoneNumber phone, Instant until) {
        return challenges.erase(phone, until).then(texts.erase(phone, until));
    }
}
