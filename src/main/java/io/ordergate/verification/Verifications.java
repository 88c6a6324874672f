package io.ordergate.verification;

import io.ordergate.support.Failure;
import io.ordergate.support.PhoneNumber;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.SecretKeys;
import io.ordergate.web.IdempotencyKey;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Proof that somebody holds a phone: a code is sent, sent again, and typed back. */
@Service
public class Verifications {

    private final Sends sends;
    private final Resends resends;
    private final ChallengeRepository challenges;
    private final SendBudgets budgets;
    private final CodeTexts texts;
    private final ManagedSending managed;
    private final TestNumbers testNumbers;
    private final VerificationSettings settings;
    private final SecretKeys keys;
    private final VerificationMeters meters;

    Verifications(
            Sends sends,
            Resends resends,
            ChallengeRepository challenges,
            SendBudgets budgets,
            CodeTexts texts,
            ManagedSending managed,
            TestNumbers testNumbers,
            VerificationSettings settings,
            SecretKeys keys,
            VerificationMeters meters) {
        this.sends = sends;
        this.resends = resends;
        this.challenges = challenges;
        this.budgets = budgets;
        this.texts = texts;
        this.managed = managed;
        this.testNumbers = testNumbers;
        this.settings = settings;
        this.keys = keys;
        this.meters = meters;
    }

    /**
     * Starts a challenge and sends its code. Once begun it is finished even when the client hangs up. Errors:
     * {@code too-many-requests}, {@code too-many-attempts}, {@code idempotency-key-reused}, {@code sms-unavailable},
     * {@code phone-unreachable}, {@code phone-not-served}.
     */
    public Mono<Session> start(NewChallenge challenge) {
        return sends.start(challenge);
    }

    /**
     * Sends the code of an open session once more: the same code, no new attempts, no longer life. Errors:
     * {@code invalid-session}, {@code too-many-attempts}, {@code too-many-requests}, {@code sms-unavailable},
     * {@code phone-unreachable}, {@code phone-not-served}.
     */
    public Mono<Session> resend(String sessionToken, Purpose purpose, String clientAddress) {
        return resends.resend(sessionToken, purpose, clientAddress);
    }

    /** The session token of the newest open code of a phone. Errors: {@code invalid-session} when there is none. */
    public Mono<String> newestSession(PhoneNumber phone, Purpose purpose) {
        return challenges
                .findNewest(phone, purpose)
                .map(name -> SessionToken.of(name.id(), name.keyId(), keys).text())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)));
    }

    /**
     * Compares a guess without counting it yet; {@link AttemptSql} does. Where a provider compares it, it is counted first.
     * Errors: {@code invalid-session} for a token that was not made here, without a database call;
     * {@code service-unavailable} when the provider does not answer.
     */
    public Mono<Guess> guess(
            String sessionToken, Purpose purpose, String code, @Nullable IdempotencyKey key, String clientAddress) {
        return Mono.defer(() -> {
            var token = SessionToken.parse(sessionToken, keys);
            var id = token.challengeId();
            if (!managed.isOn() || testNumbers.isMarked(id)) {
                return Mono.just(new Guess(id, purpose, matches(token, code), false, "", key, clientAddress));
            }
            var typed = Codes.westernDigits(code);
            return managed.guess(new Guess(id, purpose, false, false, typed, key, clientAddress), typed);
        });
    }

    /** To be called when a guess was right and its statement has committed. */
    public Mono<Void> confirmed(Purpose purpose, Confirmed confirmed) {
        meters.verified(purpose);
        if (testNumbers.isMarked(confirmed.challengeId())) {
            return Mono.empty();
        }
        texts.verified(confirmed.challengeId());
        return budgets.giveBack(confirmed);
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

    private boolean matches(SessionToken token, String code) {
        if (!testNumbers.isMarked(token.challengeId())) {
            return Codes.matches(token, settings.length(), code);
        }
        var fixed = testNumbers.code(token);
        return fixed != null && Codes.matches(fixed, code);
    }
}
