package io.ordergate.verification;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.verification.attempt.AttemptSql;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import io.ordergate.verification.attempt.TypedCode;
import io.ordergate.verification.attempt.UsedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Proof that somebody holds a phone: a code is sent, sent again, and typed back. */
@Service
public class Verifications {

    private static final Instant ALWAYS = Instant.parse("9999-12-31T00:00:00Z");

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
    private final Clock clock;

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
            VerificationMeters meters,
            Clock clock) {
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
        this.clock = clock;
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

    /** The session token of the newest open code of a phone, or else of one that was used a moment ago. Errors: {@code invalid-session} when there is none. */
    public Mono<String> newestSession(PhoneNumber phone, Purpose purpose) {
        return challenges
                .findNewest(phone, purpose)
                .map(name -> SessionToken.of(name.id(), name.keyId(), keys).text())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)));
    }

    /**
     * Compares a guess without counting it yet; {@link AttemptSql} does. Where a provider compares it, it is counted first.
     * Errors: {@code invalid-session} for a token that was not made here, {@code invalid-request} for a code of another length
     * than those that are sent, both without a database call and without counting;
     * {@code service-unavailable} when the provider does not answer.
     */
    public Mono<Guess> guess(
            String sessionToken, Purpose purpose, TypedCode code, @Nullable IdempotencyKey key, String clientAddress) {
        return Mono.defer(() -> {
            var token = SessionToken.parse(sessionToken, keys);
            var id = token.challengeId();
            var typed = code.digits();
            if (managed.isOn() && !testNumbers.isMarked(id)) {
                return managed.guess(guess(id, purpose, false, typed, key, clientAddress), typed);
            }
            code.requireLength(settings.length());
            return Mono.just(guess(id, purpose, matches(token, typed), "", key, clientAddress));
        });
    }

    private Guess guess(
            UUID id,
            Purpose purpose,
            boolean matches,
            String managedCode,
            @Nullable IdempotencyKey key,
            String clientAddress) {
        return new Guess(id, purpose, matches, false, managedCode, key, clientAddress, settings.day());
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
        return forget(phone, ALWAYS);
    }

    /** The same for a phone that its owner has left: only what there was until then. */
    public Mono<Void> forget(String phone, Instant until) {
        return challenges.forget(phone, until).then(texts.forget(phone, until));
    }

    /** To be called when a guess was compared and wrong. */
    Failure wrongCode(Purpose purpose, int attemptsRemaining, int leftToday) {
        var failure = refusal(attemptsRemaining, leftToday);
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

    /**
     * Why a guess found no open challenge: an error, or the code when this is the repeat, within a minute, of the very request that
     * used it. Errors: {@code invalid-session}, {@code too-many-attempts}, {@code idempotency-key-reused}.
     */
    public Mono<UsedCode> repeat(Guess guess) {
        var key = guess.keyDigest();
        return (key == null ? Mono.<UsedCode>empty() : challenges.repeat(guess, key))
                .map(used -> {
                    if (!used.isSameCode()) {
                        throw Failure.of(ProblemCode.IDEMPOTENCY_KEY_REUSED);
                    }
                    return used;
                })
                .switchIfEmpty(Mono.defer(() -> notCompared(guess)))
                .doOnError(Failure.class, failure -> meters.refused(guess.purpose(), failure.code()));
    }

    private <T> Mono<T> notCompared(Guess guess) {
        return challenges
                .find(guess.challengeId(), guess.purpose(), guess.address())
                .flatMap(challenge -> Mono.<T>error(Refusals.notCompared(challenge, clock)))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)));
    }

    private boolean matches(SessionToken token, String code) {
        if (!testNumbers.isMarked(token.challengeId())) {
            return Codes.matches(token, settings.length(), code);
        }
        var fixed = testNumbers.code(token);
        return fixed != null && Codes.matches(fixed, code);
    }
}
