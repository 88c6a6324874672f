package io.ordergate.verification;

import io.ordergate.sms.CodeDelivery;
import io.ordergate.sms.journal.SentMessages;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.ClientAddress;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What has become of a code that may still be typed. */
@Component
class CodeStates {

    /** An open challenge, and how far its text has come. */
    record CodeState(Challenge challenge, CodeDelivery delivery) {}

    private final ChallengeRepository challenges;
    private final SentMessages sent;
    private final SecretKeys keys;

    CodeStates(ChallengeRepository challenges, SentMessages sent, SecretKeys keys) {
        this.challenges = challenges;
        this.sent = sent;
        this.keys = keys;
    }

    /** Errors: {@code invalid-session}, without a database call for a token that was not made here. */
    Mono<CodeState> of(Sensitive sessionToken, ClientAddress clientAddress) {
        return Mono.fromSupplier(() -> SessionToken.parse(sessionToken.value(), keys))
                .flatMap(token -> challenges.find(token.challengeId(), clientAddress))
                .filter(Challenge::isLive)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)))
                .zipWhen(this::delivery, CodeState::new);
    }

    /** Nothing is ever sent to a test number, whose code is known. */
    private Mono<CodeDelivery> delivery(Challenge challenge) {
        return TestNumbers.isMarked(challenge.id())
                ? Mono.just(CodeDelivery.SENT)
                : sent.delivery(challenge.id(), challenge.sentAgo());
    }
}
