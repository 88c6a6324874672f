package io.ordergate.notification.text;

import io.ordergate.identity.account.FormerPhones;
import io.ordergate.outbox.OutboxConsumer;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.sms.gateway.SmsGateway;
import io.ordergate.sms.text.TextTemplates;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Tells the number that an account had before that it has another one now: its holder may not be the one who did that. */
@Component
class PhoneChangeTexts implements OutboxConsumer {

    /** Apart from news of orders, so that those cannot use up what such a text may cost. */
    private static final String PURPOSE = "account";

    private static final String TOPIC = "account.phone-changed";

    private final FormerPhones former;
    private final TextTemplates templates;
    private final SmsGateway gateway;
    private final PhoneNumbers phones;
    private final NoticeSettings settings;
    private final JsonMapper json;

    PhoneChangeTexts(
            FormerPhones former,
            TextTemplates templates,
            SmsGateway gateway,
            PhoneNumbers phones,
            NoticeSettings settings,
            JsonMapper json) {
        this.former = former;
        this.templates = templates;
        this.gateway = gateway;
        this.phones = phones;
        this.settings = settings;
        this.json = json;
    }

    @Override
    public String name() {
        return "phone-change-texts";
    }

    @Override
    public Set<String> topics() {
        return Set.of(TOPIC);
    }

    @Override
    public int tries() {
        return settings.tries();
    }

    /** Nobody is told when the account was erased meanwhile. */
    @Override
    public Mono<Void> handle(OutboxMessage message) {
        var id = UUID.fromString(
                json.readTree(message.payload()).path("former_phone").asString());
        return former.find(id)
                .map(phone -> phones.parse(phone, null))
                .flatMap(phone -> gateway.send(phone, PURPOSE, words(phone)))
                .then()
                .onErrorComplete(OrderTexts::isUnreachable);
    }

    private String words(PhoneNumber phone) {
        var language = templates.choose(List.of(settings.language(phone.country())));
        return templates.text(TOPIC, language, Map.of());
    }
}
