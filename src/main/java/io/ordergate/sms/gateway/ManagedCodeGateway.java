package io.ordergate.sms.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.ManagedCode;
import io.ordergate.sms.ManagedCodes;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsSettings;
import io.ordergate.sms.guard.SmsGuard;
import io.ordergate.sms.journal.SmsJournal;
import io.ordergate.sms.text.SmsText;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.Sensitive;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Codes that providers make. A code is started at the first provider that accepts the request; only the same provider can
 * send the code again or compare a guess, since another one would send another code.
 */
@Component
public class ManagedCodeGateway {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    /** One provider of codes, with its circuit breaker, pauses and meters. */
    private record CodeProvider(ManagedCodes codes, Provider provider) {}

    private final boolean on;
    private final List<CodeProvider> order;
    private final Map<String, CodeProvider> byName;
    private final SmsGuard guard;
    private final Ids ids;

    /** OTP_MODE; blank where the other settings decide. */
    @ConfigurationProperties("ordergate.otp")
    record Settings(@DefaultValue("") String mode) {}

    ManagedCodeGateway(
            List<ManagedCodes> known,
            Settings mode,
            SmsSettings settings,
            SmsJournal journal,
            SmsGuard guard,
            MeterRegistry registry,
            Clock clock,
            Ids ids) {
        this.on = CodeMode.isManaged(mode.mode(), settings.providers(), makers(known));
        this.order = on
                ? settings.providers().stream()
                        .flatMap(name ->
                                known.stream().filter(codes -> codes.provider().equals(name)))
                        .map(codes -> new CodeProvider(codes, gate(codes, settings, journal, registry, clock)))
                        .toList()
                : List.of();
        this.byName =
                order.stream().collect(Collectors.toMap(gate -> gate.codes().name(), Function.identity()));
        this.guard = guard;
        this.ids = ids;
        if (on && order.isEmpty()) {
            throw new IllegalStateException("OTP_MODE=managed needs " + names(known) + " in SMS_PROVIDER");
        }
    }

    /** Whether providers make the codes. */
    public boolean isOn() {
        return on;
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
            var gate = byName.get(sent.by());
            var message = message(code);
            return gate == null
                    ? Mono.error(unavailable())
                    : charged(
                            message,
                            gate.provider()
                                    .call(message, gate.codes().sendAgain(sent.id(), message, language))
                                    .flatMap(result -> accepted(gate, result)));
        });
    }

    /** Asks the provider to compare a code. Emits no error. */
    public Mono<ManagedCode.Check> check(ManagedCode sent, String code) {
        var gate = byName.get(sent.by());
        return gate == null
                ? Mono.just(ManagedCode.Check.UNAVAILABLE)
                : gate.codes().check(sent.id(), code);
    }

    private Mono<ManagedCode> sendThrough(int place, SmsMessage message, String language) {
        if (place == order.size()) {
            return Mono.error(ManagedCodeGateway::unavailable);
        }
        var gate = order.get(place);
        return gate.provider()
                .call(message, Mono.defer(() -> gate.codes().send(message, language)))
                .flatMap(
                        result -> result instanceof Accepted || result.outcome().isAboutThePhone()
                                ? accepted(gate, result)
                                : sendThrough(place + 1, message, language));
    }

    private static Mono<ManagedCode> accepted(CodeProvider gate, SmsResult result) {
        if (result instanceof Accepted accepted) {
            return Mono.just(new ManagedCode(gate.codes().name(), accepted.messageId()));
        }
        return Mono.error(
                result.outcome().isAboutThePhone() ? Failure.of(ProblemCode.PHONE_UNREACHABLE) : unavailable());
    }

    private Mono<ManagedCode> charged(SmsMessage message, Mono<ManagedCode> sending) {
        var charge = guard.tryCharge(message) ? Mono.<Void>empty() : guard.refuseUncharged(message);
        return charge.then(sending.doOnError(notSent -> guard.refund(message)));
    }

    private SmsMessage message(SmsText code) {
        return new SmsMessage(ids.next(), code.to(), code.purpose(), Sensitive.NONE, code.challengeId());
    }

    private static Failure unavailable() {
        return Failure.of(ProblemCode.SMS_UNAVAILABLE).retryAfter(RETRY_AFTER);
    }

    private static Provider gate(
            ManagedCodes codes, SmsSettings settings, SmsJournal journal, MeterRegistry registry, Clock clock) {
        return new Provider(new NamedSender(codes.name()), settings.timeout(), journal, registry, clock);
    }

    /** Names of providers that make the codes by default. */
    private static Set<String> makers(List<ManagedCodes> known) {
        return known.stream()
                .filter(ManagedCodes::isDefault)
                .map(ManagedCodes::provider)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String names(List<ManagedCodes> known) {
        return known.stream().map(ManagedCodes::provider).sorted().collect(Collectors.joining(" or "));
    }

    /** The name of a provider of codes, for a {@link Provider} that is given the call with each request. */
    private record NamedSender(String name) implements SmsSender {

        @Override
        public Mono<SmsResult> send(SmsMessage message) {
            return Mono.error(() -> new IllegalStateException("a provider of codes sends no texts"));
        }
    }
}
