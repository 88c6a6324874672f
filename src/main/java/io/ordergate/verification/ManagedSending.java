package io.ordergate.verification;

import io.ordergate.sms.ManagedCode;
import io.ordergate.sms.gateway.ManagedCodeGateway;
import io.ordergate.sms.text.SmsText;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Codes that a provider makes, sends and compares. Attempts are counted here all the same, and first. */
@Component
class ManagedSending implements CodeSending {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ManagedCodeGateway gateway;
    private final ManagedCodeRepository codes;

    ManagedSending(ManagedCodeGateway gateway, ManagedCodeRepository codes) {
        this.gateway = gateway;
        this.codes = codes;
    }

    boolean isOn() {
        return gateway.isOn();
    }

    @Override
    public Mono<Void> send(SessionToken token, NewChallenge challenge, String words, String language) {
        var text = text(token, challenge.purpose(), challenge.phone());
        return gateway.send(text, language).flatMap(code -> codes.record(token.challengeId(), code));
    }

    @Override
    public Mono<Void> resend(SessionToken token, Purpose purpose, Challenge challenge) {
        var text = text(token, purpose, challenge.phone());
        return codes.find(token.challengeId())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)))
                .flatMap(sent -> gateway.sendAgain(sent.code(), text, sent.language()))
                .flatMap(code -> codes.record(token.challengeId(), code));
    }

    /**
     * Counts the guess, then asks the provider, outside of any transaction. A guess that may not be made is not asked about:
     * the statement that decides will find no open challenge either. Errors: {@code invalid-session} when the provider
     * knows the code no more, {@code service-unavailable} when it does not answer.
     */
    Mono<Guess> guess(Guess guess, String code) {
        return codes.count(guess)
                .flatMap(sent -> gateway.check(sent, code))
                .flatMap(check -> judge(guess, check))
                .defaultIfEmpty(guess);
    }

    private Mono<Guess> judge(Guess guess, ManagedCode.Check check) {
        return switch (check) {
            case RIGHT -> Mono.just(guess.counted(true));
            case WRONG -> Mono.just(guess.counted(false));
            case OVER -> Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION));
            case UNAVAILABLE -> uncount(guess.challengeId()).then(Mono.error(ManagedSending::unavailable));
            case UNKNOWN -> Mono.error(ManagedSending::unavailable);
        };
    }

    private Mono<Void> uncount(UUID challengeId) {
        return codes.uncount(challengeId);
    }

    private static Failure unavailable() {
        return Failure.of(ProblemCode.SERVICE_UNAVAILABLE, "The code could not be compared. Type it again.")
                .retryAfter(RETRY_AFTER);
    }

    private static SmsText text(SessionToken token, Purpose purpose, PhoneNumber phone) {
        return new SmsText(phone, purpose.id(), Sensitive.NONE, token.challengeId(), Set.of());
    }
}
