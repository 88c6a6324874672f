package io.ordergate.verification;

import io.ordergate.sms.SmsRequest;
import io.ordergate.support.Failure;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.verification.Challenges.Insertion;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.budget.SendBudgets;
import io.ordergate.verification.budget.TextCost;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/** Sends the first code of a phone, if the budgets allow a text and no earlier request prevents one. */
@Component
class Sends {

    /** The challenge with the client's key and the last one of the phone may both be made with a secret that is gone. */
    private static final int MOST_STARTS_ANEW = 2;

    private final Challenges challenges;
    private final RepeatedSends repeats;
    private final SendBudgets budgets;
    private final TestNumbers testNumbers;
    private final SecretKeys keys;
    private final Ids ids;

    Sends(
            Challenges challenges,
            RepeatedSends repeats,
            SendBudgets budgets,
            TestNumbers testNumbers,
            SecretKeys keys,
            Ids ids) {
        this.challenges = challenges;
        this.repeats = repeats;
        this.budgets = budgets;
        this.testNumbers = testNumbers;
        this.keys = keys;
        this.ids = ids;
    }

    /** Starts a challenge and sends its code. Errors: those of {@link Verifications#start}. */
    Mono<Session> start(NewChallenge challenge) {
        return start(challenge, MOST_STARTS_ANEW);
    }

    private Mono<Session> start(NewChallenge challenge, int turns) {
        var token = testNumbers.mark(
                new SessionToken(
                        keys.current(), ids.next(ids.bucket(challenge.phone().e164()))),
                challenge.phone());
        if (TestNumbers.isMarked(token.challengeId())) {
            return Uncancellable.from(
                    challenges.startTest(token, challenge).switchIfEmpty(Mono.defer(() -> resumed(challenge, turns))));
        }
        return budgets.admit(request(challenge))
                .flatMap(cost -> Uncancellable.from(begin(token, challenge, cost)))
                .onErrorResume(Failure.class, refusal -> repeats.refused(challenge, refusal)
                        .materialize())
                .<Session>dematerialize()
                .switchIfEmpty(Mono.defer(() -> Uncancellable.from(resumed(challenge, turns))));
    }

    /**
     * What came of a new challenge; empty when an earlier request prevents one. What the statement does not acquire is acquired behind it:
     * a request that sends nothing never holds what another one at the same moment is then refused.
     */
    private Mono<Signal<Session>> begin(SessionToken token, NewChallenge challenge, TextCost cost) {
        return challenges
                .insert(token, challenge, cost.inStatement())
                .flatMap(insertion -> begun(token, challenge, cost, insertion));
    }

    private Mono<Signal<Session>> begun(
            SessionToken token, NewChallenge challenge, TextCost cost, Insertion insertion) {
        if (insertion.isStarted()) {
            return budgets.acquireBesideStatement(cost)
                    .onErrorResume(error -> challenges.abandon(token, cost).then(Mono.error(error)))
                    .flatMap(acquired -> send(token, challenge, acquired))
                    .materialize();
        }
        if (!insertion.full().isEmpty()) {
            return budgets.refused(cost, insertion.full()).flatMap(next -> begin(token, challenge, next));
        }
        return insertion.hasTaken() ? budgets.releaseOfStatement(cost).then(Mono.empty()) : Mono.empty();
    }

    private Mono<Session> send(SessionToken token, NewChallenge challenge, TextCost acquired) {
        return challenges.send(token, challenge).onErrorResume(error -> budgets.releaseAfter(acquired, error)
                .then(Mono.error(error)));
    }

    private Mono<Session> resumed(NewChallenge challenge, int turns) {
        return repeats.resume(challenge, turns > 0).switchIfEmpty(Mono.defer(() -> start(challenge, turns - 1)));
    }

    private static SmsRequest request(NewChallenge challenge) {
        return new SmsRequest(challenge.phone(), challenge.purpose().id(), challenge.clientAddress());
    }
}
