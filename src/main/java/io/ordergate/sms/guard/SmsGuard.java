package io.ordergate.sms.guard;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsRequest;
import io.ordergate.sms.journal.RefusalReason;
import io.ordergate.sms.journal.SmsJournal;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.security.ClientAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Protects the shop from paying for texts that nobody needs. Every refusal is recorded with its reason. */
@Component
public class SmsGuard {

    private static final Duration SWITCHED_OFF_WAIT = Duration.ofMinutes(5);

    private final GuardSettings settings;
    private final Set<String> countries;
    private final boolean isEverywhere;
    private final Predicate<PhoneNumber> isRefusedLine;
    private final Spending spending;
    private final SmsJournal journal;
    private final MeterRegistry meters;

    SmsGuard(GuardSettings settings, Spending spending, SmsJournal journal, PhoneNumbers phones, MeterRegistry meters) {
        this.settings = settings;
        this.countries = known("SMS_ALLOWED_COUNTRIES", settings.served(), phones.countries());
        this.isEverywhere = settings.isEverywhere();
        this.isRefusedLine = phones.linesOf(known("SMS_REFUSED_TYPES", settings.refused(), PhoneNumbers.kinds()));
        this.spending = spending;
        this.journal = journal;
        this.meters = meters;
    }

    /** Admits a request for a text, or refuses. Errors: {@code phone-not-served}, {@code sms-unavailable}. */
    public Mono<Void> admit(SmsRequest request) {
        return Mono.defer(
                () -> spending.isKnown() ? check(request) : spending.read().then(Mono.defer(() -> check(request))));
    }

    /** Records a refusal. Errors: the refusal, unless the guard only observes and the reason is not always enforced. */
    public Mono<Void> refuse(SmsRequest request, RefusalReason reason, Failure refusal) {
        var enforced = settings.mode() == GuardSettings.Mode.ENFORCE || reason.isAlwaysEnforced();
        journal.refused(request, reason, enforced);
        meters.counter("ordergate.sms.refused", "reason", reason.id(), "enforced", Boolean.toString(enforced))
                .increment();
        return enforced ? Mono.error(refusal) : Mono.empty();
    }

    /**
     * Charges the costs of a text before a provider is called. Gives false, and charges nothing, where the cap would be
     * exceeded.
     */
    public Mono<Boolean> tryCharge(SmsMessage message) {
        return spending.tryCharge(message);
    }

    /** Refuses a text that could not be charged; where the guard only observes, charges the text all the same. Errors:
     * {@code sms-unavailable}. */
    public Mono<Void> refuseUncharged(SmsMessage message) {
        return refuse(
                        new SmsRequest(message.to(), message.purpose(), ClientAddress.NONE),
                        RefusalReason.SPEND_CAP,
                        spent())
                .then(spending.charge(message));
    }

    /** Charges a text once more: a provider that did not respond may have sent the text and will demand payment. */
    public Mono<Void> chargeAgain(SmsMessage message) {
        return spending.charge(message);
    }

    /** Returns the costs of a text that no provider has accepted. */
    public Mono<Void> refund(SmsMessage message) {
        return spending.refund(message);
    }

    Mono<GuardState> state() {
        var read = spending.isKnown() ? Mono.<Void>empty() : spending.read();
        return read.then(Mono.fromSupplier(this::known));
    }

    /** Stops or allows all texts, on all nodes. */
    Mono<GuardState> setEnabled(boolean enabled, UUID adminId) {
        return spending.setEnabled(enabled, adminId).then(Mono.fromSupplier(this::known));
    }

    private GuardState known() {
        var cap = settings.dailyCap();
        return new GuardState(
                spending.isEnabled(),
                settings.mode().name().toLowerCase(Locale.ROOT),
                served(),
                cap == null ? null : cap.toPlainString(),
                cap == null ? null : spending.spent().toPlainString(),
                SmsPrices.of(settings.prices()).texts());
    }

    private List<String> served() {
        var all = isEverywhere && !countries.isEmpty() ? Stream.of("*") : Stream.<String>empty();
        return Stream.concat(all, countries.stream().sorted()).toList();
    }

    private Mono<Void> check(SmsRequest request) {
        if (!spending.isEnabled()) {
            return refuse(request, RefusalReason.SWITCHED_OFF, off(SWITCHED_OFF_WAIT));
        }
        if (!isServed(request.to().country())) {
            return refuse(request, RefusalReason.COUNTRY, notServed("No texts are sent to this country."));
        }
        if (isRefusedLine.test(request.to())) {
            return refuse(request, RefusalReason.NUMBER_TYPE, notServed("No texts are sent to this kind of number."));
        }
        return spending.isOver(request) ? refuse(request, RefusalReason.SPEND_CAP, spent()) : Mono.empty();
    }

    /**
     * Whether texts are sent to a country. Satellite and international networks belong to no country, cost the most, and
     * must be named.
     */
    private boolean isServed(String country) {
        return countries.contains(country) || (isEverywhere && !country.equals(PhoneNumbers.NO_COUNTRY));
    }

    /** The names, all of them known: a misspelt name would admit or refuse what nobody meant. */
    private static Set<String> known(String setting, Set<String> named, Set<String> all) {
        for (var name : named) {
            if (!all.contains(name)) {
                throw new IllegalStateException(setting + " names what nobody knows: " + name);
            }
        }
        return named;
    }

    private Failure spent() {
        return off(spending.untilTomorrow());
    }

    private static Failure off(Duration wait) {
        return Failure.of(ProblemCode.SMS_UNAVAILABLE, "No texts are sent at the moment.")
                .retryAfter(wait);
    }

    private static Failure notServed(String detail) {
        return Failure.of(ProblemCode.PHONE_NOT_SERVED, detail);
    }
}
