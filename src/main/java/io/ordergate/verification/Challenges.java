package io.ordergate.verification;

import io.ordergate.sms.SmsRequest;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.budget.SendBudgets;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Writes a new challenge and sends its code. */
@Component
class Challenges {

    private final ChallengeRepository challenges;
    private final CodeTexts texts;
    private final CodeSending sending;
    private final SendBudgets budgets;
    private final VerificationSettings settings;
    private final VerificationMeters meters;

    Challenges(
            ChallengeRepository challenges,
            CodeTexts texts,
            ManagedSending managed,
            SendBudgets budgets,
            VerificationSettings settings,
            VerificationMeters meters) {
        this.challenges = challenges;
        this.texts = texts;
        this.sending = managed.isOn() ? managed : texts;
        this.budgets = budgets;
        this.settings = settings;
        this.meters = meters;
    }

    /** The session of a new challenge; empty when an earlier request prevents one. Errors: those of {@link CodeSending#send}. */
    Mono<Session> start(SessionToken token, NewChallenge challenge) {
        var words = texts.words(challenge);
        return insert(token, challenge, words, settings.resendWait())
                .filter(inserted -> inserted)
                .flatMap(inserted -> send(token, challenge, words));
    }

    /** The session of a new challenge for a test number, to which nothing is sent; empty when an earlier request prevents one. */
    Mono<Session> startTest(SessionToken token, NewChallenge challenge) {
        return insert(token, challenge, texts.words(challenge), Duration.ZERO)
                .filter(inserted -> inserted)
                .map(inserted -> session(token, challenge));
    }

    /**
     * Sends the code of a challenge whose text was counted longer ago than this and never left. Of many who do so at once one sends;
     * empty for the others. Errors: those of {@link CodeSending#send} and of the budgets.
     */
    Mono<Session> sendLate(SessionToken token, NewChallenge challenge, Challenge written, Duration longest) {
        return challenges
                .countSend(written.id(), longest)
                .filter(counted -> counted)
                .flatMap(counted -> sendCounted(token, challenge, written, longest));
    }

    private Mono<Session> sendCounted(SessionToken token, NewChallenge challenge, Challenge written, Duration longest) {
        var asked = new SmsRequest(challenge.phone(), challenge.purpose().id(), challenge.clientAddress());
        return budgets.acquire(asked)
                .then(sending.send(token, challenge, written.about(), texts.language(challenge))
                        .onErrorResume(error -> release(asked, error).then(Mono.error(error))))
                .onErrorResume(
                        error -> challenges.uncountSend(written.id(), longest).then(Mono.error(error)))
                .then(Mono.fromSupplier(() -> new Session(
                        Sensitive.of(token.text()),
                        written.expiresIn(),
                        settings.resendWait(),
                        written.sendsRemaining() - 1)));
    }

    private Mono<Void> release(SmsRequest asked, Throwable error) {
        return Refusals.isUnreachable(error) ? budgets.releaseUnreachable(asked) : budgets.release(asked);
    }

    private Mono<Boolean> insert(SessionToken token, NewChallenge challenge, String words, Duration wait) {
        return challenges.insert(token, challenge, words, texts.language(challenge), wait);
    }

    private Mono<Session> send(SessionToken token, NewChallenge challenge, String words) {
        return sending.send(token, challenge, words, texts.language(challenge))
                .then(Mono.fromSupplier(() -> started(token, challenge)))
                .onErrorResume(error -> challenges.close(token.challengeId()).then(Mono.error(error)));
    }

    private Session started(SessionToken token, NewChallenge challenge) {
        meters.started(challenge.purpose());
        return session(token, challenge);
    }

    private Session session(SessionToken token, NewChallenge challenge) {
        return new Session(
                Sensitive.of(token.text()),
                settings.life(challenge.purpose()),
                settings.resendWait(),
                settings.maxSends() - 1);
    }
}
