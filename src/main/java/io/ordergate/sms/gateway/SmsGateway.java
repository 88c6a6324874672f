package io.ordergate.sms.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsRequest;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsSettings;
import io.ordergate.sms.guard.SmsGuard;
import io.ordergate.sms.journal.SmsJournal;
import io.ordergate.sms.text.SmsText;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Sends a text through the first provider that accepts the text. */
@Component
public class SmsGateway {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final Map<String, Provider> providers;
    private final Map<String, List<Provider>> byCountry;
    private final List<Provider> elsewhere;
    private final SmsGuard guard;
    private final Ids ids;

    /** The provider that has accepted a text, and its id of the text. */
    public record Receipt(String provider, String messageId) {}

    public SmsGateway(
            List<SmsSender> senders,
            SmsSettings settings,
            SmsJournal journal,
            SmsGuard guard,
            MeterRegistry registry,
            Clock clock,
            Ids ids) {
        var order = ProviderOrder.of(settings.routes(), settings.providers());
        var byName = senders.stream().collect(Collectors.toMap(SmsSender::name, Function.identity()));
        this.providers = order.names().stream()
                .map(name -> sender(name, byName))
                .map(sender -> new Provider(sender, settings.timeout(), journal, registry, clock))
                .collect(Collectors.toMap(Provider::name, Function.identity(), (one, other) -> one, TreeMap::new));
        this.byCountry = order.byCountry().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, route -> named(route.getValue())));
        this.elsewhere = named(order.elsewhere());
        this.guard = guard;
        this.ids = ids;
    }

    /**
     * Sends the text, unless the guard refuses. A provider that does not respond may have sent the text, so a text may arrive
     * twice. Errors: {@code sms-unavailable} where no provider has accepted the text, {@code phone-unreachable} where one
     * reports that no text can reach this phone, {@code phone-not-served}.
     *
     * @param purpose the purpose of the text, such as {@code order}
     */
    public Mono<Receipt> send(PhoneNumber to, String purpose, String text) {
        var request = new SmsRequest(to, purpose, ClientAddress.NONE);
        return guard.admit(request)
                .then(Mono.defer(() -> send(
                        byCountry.getOrDefault(to.country(), elsewhere),
                        new SmsMessage(ids.next(ids.bucket(to.e164())), to, purpose, Sensitive.of(text), null))));
    }

    /** Sends a code that the guard has admitted. Errors: {@code sms-unavailable}, {@code phone-unreachable}. */
    public Mono<Receipt> send(SmsText code) {
        return Mono.defer(() -> send(
                route(code),
                new SmsMessage(
                        ids.next(Bucket.of(code.challengeId())),
                        code.to(),
                        code.purpose(),
                        code.text(),
                        code.challengeId())));
    }

    /** All providers in use. */
    Collection<Provider> providers() {
        return providers.values();
    }

    /** Whether there is a country for whose phones no provider would be called now. */
    boolean isClosedSomewhere() {
        return elsewhere.stream().noneMatch(Provider::isOpen)
                || byCountry.values().stream().anyMatch(route -> route.stream().noneMatch(Provider::isOpen));
    }

    /**
     * Charges the text first, since many callers at once must not exceed the cap; a text that no provider accepts is
     * refunded.
     */
    private Mono<Receipt> send(List<Provider> route, SmsMessage message) {
        return guard.tryCharge(message)
                .flatMap(charged -> charged ? Mono.<Void>empty() : guard.refuseUncharged(message))
                .then(Mono.defer(() -> sendThrough(route, 0, message)));
    }

    /** Calls the provider at this place of the route and, where the text is not accepted, the next ones. */
    private Mono<Receipt> sendThrough(List<Provider> route, int place, SmsMessage message) {
        if (place == route.size()) {
            return guard.refund(message).then(Mono.error(() -> unavailable(route)));
        }
        var provider = route.get(place);
        return provider.call(message)
                .flatMap(result -> result instanceof Accepted accepted
                        ? Mono.just(new Receipt(provider.name(), accepted.messageId()))
                        : notAccepted(route, place, message, result.outcome()));
    }

    private Mono<Receipt> notAccepted(List<Provider> route, int place, SmsMessage message, SmsOutcome outcome) {
        var again = outcome == SmsOutcome.UNKNOWN ? guard.chargeAgain(message) : Mono.<Void>empty();
        return again.then(Mono.defer(
                () -> outcome.isAboutThePhone() ? unreachable(message) : sendThrough(route, place + 1, message)));
    }

    private Mono<Receipt> unreachable(SmsMessage message) {
        return guard.refund(message).then(Mono.error(() -> Failure.of(ProblemCode.PHONE_UNREACHABLE)));
    }

    /** The refusal, with the shortest pause that a provider of the route has asked for. */
    private static Failure unavailable(List<Provider> route) {
        var wait = route.stream()
                .map(Provider::pauseLeft)
                .filter(left -> !left.isZero())
                .min(Duration::compareTo)
                .orElse(RETRY_AFTER);
        return Failure.of(ProblemCode.SMS_UNAVAILABLE).retryAfter(wait);
    }

    private List<Provider> route(SmsText code) {
        var route = byCountry.getOrDefault(code.to().country(), elsewhere);
        return code.last().isEmpty()
                ? route
                : route.stream()
                        .sorted(Comparator.comparing(provider -> code.last().contains(provider.name())))
                        .toList();
    }

    private List<Provider> named(List<String> names) {
        return names.stream().map(providers::get).toList();
    }

    private static SmsSender sender(String name, Map<String, SmsSender> senders) {
        var sender = senders.get(name);
        if (sender == null) {
            throw new IllegalStateException("SMS_PROVIDER or SMS_ROUTES names an unknown provider: " + name
                    + ". Known: " + senders.keySet().stream().sorted().toList());
        }
        return sender;
    }
}
