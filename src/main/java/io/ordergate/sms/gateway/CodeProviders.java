package io.ordergate.sms.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.ManagedCodes;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsSettings;
import io.ordergate.sms.journal.SmsJournal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The providers that make codes, in the order of SMS_PROVIDER; none where this service makes the codes. */
@Component
class CodeProviders {

    /** One provider of codes, with its circuit breaker, pauses and meters. */
    record CodeProvider(ManagedCodes codes, Provider provider) {}

    private final boolean on;
    private final List<CodeProvider> inOrder;
    private final Map<String, CodeProvider> byName;

    /** OTP_MODE; blank where the other settings decide. */
    @ConfigurationProperties("ordergate.otp")
    record Settings(@DefaultValue("") String mode) {}

    CodeProviders(
            List<ManagedCodes> known,
            Settings mode,
            SmsSettings settings,
            SmsJournal journal,
            MeterRegistry registry,
            Clock clock) {
        this.on = CodeMode.isManaged(mode.mode(), settings.providers(), makers(known));
        this.inOrder = on
                ? settings.providers().stream()
                        .flatMap(name ->
                                known.stream().filter(codes -> codes.provider().equals(name)))
                        .map(codes -> new CodeProvider(
                                codes,
                                new Provider(
                                        new NamedSender(codes.name()), settings.timeout(), journal, registry, clock)))
                        .toList()
                : List.of();
        this.byName =
                inOrder.stream().collect(Collectors.toMap(each -> each.codes().name(), Function.identity()));
        if (on && inOrder.isEmpty()) {
            throw new IllegalStateException("OTP_MODE=managed needs " + names(known) + " in SMS_PROVIDER");
        }
    }

    /** Whether providers make the codes. */
    boolean areOn() {
        return on;
    }

    List<CodeProvider> inOrder() {
        return inOrder;
    }

    /** The provider of codes of this name; null where it is not chosen any more. */
    @Nullable
    CodeProvider named(String name) {
        return byName.get(name);
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
