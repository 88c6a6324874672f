package io.ordergate.verification;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.ratelimit.StatementBudgets;
import io.ordergate.sms.SmsRequest;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.budget.SendBudgets;
import io.ordergate.verification.budget.TextCost;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Writes a new challenge and sends its code. */
@Component
class Challenges {

    /**
     * What came of the insertion.
     *
     * @param hasTaken whether budgets were acquired, which they are without a challenge too where another request had the same key at
     *     the same moment
     * @param full the states of the budgets, if one is full
     */
    record Insertion(boolean isStarted, boolean hasTaken, List<StatementBudgets.Row> full) {

        /** A row of the statement: it has one for each budget if one is full. */
        record Row(boolean isStarted, boolean hasTaken, Optional<StatementBudgets.Row> full) {

            static Row read(Readable row) {
                return new Row(
                        value(row, "is_started", Boolean.class),
                        value(row, "has_taken", Boolean.class),
                        StatementBudgets.Row.read(row));
            }

            static Insertion join(List<Row> rows) {
                return new Insertion(
                        rows.get(0).isStarted(),
                        rows.get(0).hasTaken(),
                        rows.stream().flatMap(row -> row.full().stream()).toList());
            }
        }
    }

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

    /** Writes a new challenge, whose text takes from these budgets. */
    Mono<Insertion> insert(SessionToken token, NewChallenge challenge, List<Budget> budgets) {
        return insert(token, challenge, settings.resendWait(), budgets);
    }

    /** The session of a new challenge for a test number, to which nothing is sent; empty when an earlier request prevents one. */
    Mono<Session> startTest(SessionToken token, NewChallenge challenge) {
        return insert(token, challenge, Duration.ZERO, List.of())
                .filter(Insertion::isStarted)
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
                .flatMap(cost -> sendPaid(token, challenge, written, cost))
                .onErrorResume(
                        error -> challenges.uncountSend(written.id(), longest).then(Mono.error(error)))
                .then(Mono.fromSupplier(() -> new Session(
                        Sensitive.of(token.text()),
                        written.expiresIn(),
                        settings.resendWait(),
                        written.sendsRemaining() - 1)));
    }

    private Mono<Void> sendPaid(SessionToken token, NewChallenge challenge, Challenge written, TextCost cost) {
        return sending.send(token, challenge, written.about(), texts.language(challenge))
                .onErrorResume(error -> budgets.releaseAfter(cost, error).then(Mono.error(error)));
    }

    private Mono<Insertion> insert(SessionToken token, NewChallenge challenge, Duration wait, List<Budget> budgets) {
        return challenges.insert(token, challenge, texts.words(challenge), texts.language(challenge), wait, budgets);
    }

    /** Ends a new challenge whose text a budget refuses, and releases what its statement has acquired. */
    Mono<Void> abandon(SessionToken token, TextCost cost) {
        return challenges.close(token.challengeId()).then(budgets.releaseOfStatement(cost));
    }

    /** Sends the code of a new challenge; its session. Errors: those of {@link CodeSending#send}. */
    Mono<Session> send(SessionToken token, NewChallenge challenge) {
        return sending.send(token, challenge, texts.words(challenge), texts.language(challenge))
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
