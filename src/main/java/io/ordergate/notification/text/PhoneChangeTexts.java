package io.ordergate.notification.text;

import io.ordergate.identity.account.FormerPhones;
import io.ordergate.outbox.OutboxConsumer;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.outbox.Topic;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Warns the number that an account had before: its holder may not be the one who has changed it. */
@Component
class PhoneChangeTexts implements OutboxConsumer {

    /** A purpose of its own, so that texts about orders cannot use up the budget of such a text. */
    private static final String PURPOSE = "account";

    private final FormerPhones former;
    private final PhoneTexts texts;
    private final NoticeSettings settings;
    private final JsonMapper json;

    PhoneChangeTexts(FormerPhones former, PhoneTexts texts, NoticeSettings settings, JsonMapper json) {
        this.former = former;
        this.texts = texts;
        this.settings = settings;
        this.json = json;
    }

    @Override
    public String name() {
        return "phone-change-texts";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topic.PHONE_CHANGED);
    }

    @Override
    public int tries() {
        return settings.tries();
    }

    /** Sends nothing when the account was erased meanwhile. */
    @Override
    public Mono<Void> handle(OutboxMessage message) {
        var id = UUID.fromString(
                json.readTree(message.payload()).path("former_phone").asString());
        return former.find(id)
                .flatMap(texts::phone)
                .flatMap(phone -> texts.send(phone, PURPOSE, texts.write(Topic.PHONE_CHANGED.id(), phone, Map.of())));
    }
}
