package io.ordergate.verification;

import io.ordergate.sms.SmsRequest;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.Purpose;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.budget.SendBudgets;
import io.ordergate.verification.budget.TextCost;
import io.ordergate.web.security.ClientAddress;
import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Every further sending of a code: the same code, no new attempts, no longer life. */
@Component
class Resends {

    private final ChallengeRepository challenges;
    private final SendBudgets budgets;
    private final CodeSending sending;
    private final VerificationSettings settings;
    private final SecretKeys keys;
    private final Clock clock;

    Resends(
            ChallengeRepository challenges,
            SendBudgets budgets,
            CodeTexts texts,
            ManagedSending managed,
            VerificationSettings settings,
            SecretKeys keys,
            Clock clock) {
        this.challenges = challenges;
        this.budgets = budgets;
        this.sending = managed.isOn() ? managed : texts;
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    /** Errors: those of {@link Verifications#resend}. */
    Mono<Session> resend(Sensitive sessionToken, Purpose purpose, ClientAddress clientAddress) {
        return Mono.fromSupplier(() -> SessionToken.parse(sessionToken.value(), keys))
                .zipWhen(token -> sendable(token, purpose, clientAddress))
                .flatMap(pair -> resend(pair.getT1(), purpose, pair.getT2(), clientAddress));
    }

    /**
     * Sends the code of this challenge once more, if the budgets of the calling client allow it. That client need not be the one
     * that started the challenge: whoever knows no more than a phone must not use up what the owner of the phone may have sent.
     */
    Mono<Session> resend(SessionToken token, Purpose purpose, Challenge challenge, ClientAddress clientAddress) {
        var asked = new SmsRequest(challenge.phone(), purpose.id(), clientAddress);
        return TestNumbers.isMarked(challenge.id())
                ? Uncancellable.from(counted(token, purpose, challenge))
                : budgets.acquire(asked).flatMap(cost -> Uncancellable.from(paid(token, purpose, challenge, cost)));
    }

    private Mono<Session> paid(SessionToken token, Purpose purpose, Challenge challenge, TextCost cost) {
        return counted(token, purpose, challenge)
                .onErrorResume(error -> budgets.releaseAfter(cost, error).then(Mono.error(error)));
    }

    private Mono<Challenge> sendable(SessionToken token, Purpose purpose, ClientAddress clientAddress) {
        return challenges
                .find(token.challengeId(), purpose, clientAddress)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)))
                .doOnNext(challenge -> Refusals.requireSendable(challenge, clock));
    }

    private Mono<Session> counted(SessionToken token, Purpose purpose, Challenge challenge) {
        return challenges
                .countSend(challenge.id())
                .filter(counted -> counted)
                .switchIfEmpty(Mono.error(() -> Refusals.tooSoon(settings.resendWait())))
                .then(Mono.defer(() -> send(token, purpose, challenge)))
                .thenReturn(new Session(
                        Sensitive.of(token.text()),
                        challenge.expiresIn(),
                        settings.resendWait(),
                        challenge.sendsRemaining() - 1));
    }

    private Mono<Void> send(SessionToken token, Purpose purpose, Challenge challenge) {
        if (TestNumbers.isMarked(challenge.id())) {
            return Mono.empty();
        }
        return sending.resend(token, purpose, challenge)
                .onErrorResume(error -> challenges.uncountSend(challenge.id()).then(Mono.error(error)));
    }
}
