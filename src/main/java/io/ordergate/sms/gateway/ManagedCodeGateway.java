package io.ordergate.sms.gateway;

import io.ordergate.sms.ManagedCode;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.gateway.CodeProviders.CodeProvider;
import io.ordergate.sms.guard.SmsGuard;
import io.ordergate.sms.text.SmsText;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Codes that providers make. A code is started at the first provider that accepts the request; only the same provider can
 * send the code again or compare a guess, since another one would send another code.
 */
@Component
public class ManagedCodeGateway {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final CodeProviders providers;
    private final SmsGuard guard;
    private final Ids ids;

    ManagedCodeGateway(CodeProviders providers, SmsGuard guard, Ids ids) {
        this.providers = providers;
        this.guard = guard;
        this.ids = ids;
    }

    /** Whether providers make the codes. */
    public boolean isOn() {
        return providers.areOn();
    }

    /** Asks the providers in turn to make and send a code. Errors: {@code sms-unavailable}, {@code phone-unreachable}. */
    public Mono<ManagedCode> send(SmsText code, String language) {
        return Mono.defer(() -> {
            var message = message(code);
            return charged(message, sendThrough(0, message, language));
        });
    }

    /** Asks the provider to send the same code once more. Errors: {@code sms-unavailable}, {@code phone-unreachable}. */
    public Mono<ManagedCode> sendAgain(ManagedCode sent, SmsText code, String language) {
        return Mono.defer(() -> {
            var chosen = providers.named(sent.by());
            var message = message(code);
            return chosen == null
                    ? Mono.error(unavailable())
                    : charged(
                            message,
                            chosen.provider()
                                    .call(message, chosen.codes().sendAgain(sent.id(), message, language))
                                    .flatMap(result -> accepted(chosen, result)));
        });
    }

    /** Asks the provider to compare a code. Emits no error. */
    public Mono<ManagedCode.Check> check(ManagedCode sent, String code) {
        var chosen = providers.named(sent.by());
        return chosen == null
                ? Mono.just(ManagedCode.Check.UNAVAILABLE)
                : chosen.codes().check(sent.id(), code);
    }

    private Mono<ManagedCode> sendThrough(int place, SmsMessage message, String language) {
        if (place == providers.inOrder().size()) {
            return Mono.error(ManagedCodeGateway::unavailable);
        }
        var chosen = providers.inOrder().get(place);
        return chosen.provider()
                .call(message, Mono.defer(() -> chosen.codes().send(message, language)))
                .flatMap(
                        result -> result instanceof Accepted || result.outcome().isAboutThePhone()
                                ? accepted(chosen, result)
                                : sendThrough(place + 1, message, language));
    }

    private static Mono<ManagedCode> accepted(CodeProvider chosen, SmsResult result) {
        if (result instanceof Accepted accepted) {
            return Mono.just(new ManagedCode(chosen.codes().name(), accepted.messageId()));
        }
        return Mono.error(
                result.outcome().isAboutThePhone() ? Failure.of(ProblemCode.PHONE_UNREACHABLE) : unavailable());
    }

    private Mono<ManagedCode> charged(SmsMessage message, Mono<ManagedCode> sending) {
        return guard.tryCharge(message)
                .flatMap(charged -> charged ? Mono.<Void>empty() : guard.refuseUncharged(message))
                .then(sending.onErrorResume(notSent -> guard.refund(message).then(Mono.error(notSent))));
    }

    private SmsMessage message(SmsText code) {
        return new SmsMessage(
                ids.next(Bucket.of(code.challengeId())), code.to(), code.purpose(), Sensitive.NONE, code.challengeId());
    }

    private static Failure unavailable() {
        return Failure.of(ProblemCode.SMS_UNAVAILABLE).retryAfter(RETRY_AFTER);
    }
}
