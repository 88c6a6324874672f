package io.ordergate.notification.text;

import io.ordergate.sms.gateway.SmsGateway;
import io.ordergate.sms.text.TextTemplates;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Writes texts in the language of a phone's country, and sends them. */
@Component
class PhoneTexts {

    private static final Set<ProblemCode> UNREACHABLE =
            Set.of(ProblemCode.PHONE_UNREACHABLE, ProblemCode.PHONE_NOT_SERVED, ProblemCode.INVALID_PHONE);

    private final TextTemplates templates;
    private final SmsGateway gateway;
    private final PhoneNumbers phones;

    PhoneTexts(TextTemplates templates, SmsGateway gateway, PhoneNumbers phones) {
        this.templates = templates;
        this.gateway = gateway;
        this.phones = phones;
    }

    /** The phone of a stored number; empty for a number that is not taken any more. */
    Mono<PhoneNumber> phone(PhoneNumber stored) {
        return Mono.fromSupplier(() -> phones.parse(stored.e164(), null)).onErrorComplete(PhoneTexts::isUnreachable);
    }

    /** The text of a template in the language of the phone's country. */
    String write(String template, PhoneNumber phone, Map<String, String> words) {
        return templates.text(template, templates.ofCountry(phone.country()), words);
    }

    /**
     * Sends a text. A phone that no text can reach counts as done, and is not tried again; an error of a provider is
     * passed on.
     */
    Mono<Void> send(PhoneNumber phone, String purpose, String text) {
        return sendNow(phone, purpose, text).onErrorComplete(PhoneTexts::isUnreachable);
    }

    /** Sends a text that somebody waits for. Errors: those of {@link SmsGateway}. */
    Mono<Void> sendNow(PhoneNumber phone, String purpose, String text) {
        return gateway.send(phone, purpose, text).then();
    }

    private static boolean isUnreachable(Throwable error) {
        return error instanceof Failure failure && UNREACHABLE.contains(failure.code());
    }
}
