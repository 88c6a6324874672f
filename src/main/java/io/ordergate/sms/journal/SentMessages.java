package io.ordergate.sms.journal;

import io.ordergate.sms.CodeDelivery;
import io.ordergate.sms.DeliveryProblem;
import io.ordergate.sms.DeliveryReceipt;
import io.ordergate.sms.DeliveryReceipt.Delivery;
import io.ordergate.sms.DeliveryWebhook;
import io.ordergate.sms.SmsSettings;
import io.ordergate.sms.journal.SmsMessageRepository.CodeText;
import io.ordergate.support.phone.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** The sent texts, for features that know the customers. */
@Service
public class SentMessages {

    /** How long it takes at most from a counted text to the first call of a provider: the longest statement. */
    private static final Duration UNTIL_BEGUN = Duration.ofSeconds(10);

    /** How long the journal may take for two statements: the one that a row has to wait for, and the row's own. */
    private static final Duration UNTIL_WRITTEN = Duration.ofSeconds(2);

    private final SmsMessageRepository messages;
    private final SmsJournal journal;
    private final Duration longest;
    private final Map<String, DeliveryWebhook> webhooks;

    SentMessages(
            SmsMessageRepository messages, SmsJournal journal, List<DeliveryWebhook> webhooks, SmsSettings settings) {
        this.messages = messages;
        this.longest = UNTIL_BEGUN
                .plus(settings.longest())
                .plus(settings.journalDelay())
                .plus(UNTIL_WRITTEN);
        this.journal = journal;
        this.webhooks = webhooks.stream().collect(Collectors.toMap(DeliveryWebhook::provider, Function.identity()));
    }

    /** Records that the code of this challenge was typed back; the journal writes a moment later. */
    public void verified(UUID challengeId) {
        journal.verified(challengeId);
    }

    /** Whether a code that was texted to this phone has ever been typed back, as far as rows are kept. */
    public Mono<Boolean> isKnown(PhoneNumber phone) {
        return messages.isKnown(phone);
    }

    /**
     * How long after its text was counted nobody may know whether a code was sent: it may be on its way from another node. After
     * that the text is on no way any more, unless {@link #isOnItsWay} says so.
     */
    public Duration longest() {
        return longest;
    }

    /** Whether a provider has accepted a text with the code of this challenge, or is asked by this node at the moment. */
    public Mono<Boolean> isOnItsWay(UUID challengeId) {
        return Mono.defer(() -> journal.isOnItsWay(challengeId) ? Mono.just(true) : messages.isAccepted(challengeId));
    }

    /** Names of providers whose text with the code of this challenge did not arrive. */
    public Mono<Set<String>> undelivered(UUID challengeId) {
        return messages.undelivered(challengeId);
    }

    /** How far the text with the code of this challenge has come, which was counted so long ago. */
    public Mono<CodeDelivery> delivery(UUID challengeId, Duration ago) {
        return messages.delivery(challengeId)
                .map(this::deliveryOf)
                .switchIfEmpty(Mono.fromSupplier(() -> ago.compareTo(longest) < 0 || journal.isOnItsWay(challengeId)
                        ? CodeDelivery.SENT
                        : CodeDelivery.undelivered(DeliveryProblem.OTHER)));
    }

    /** Records the receipts of a provider; gives how many of their texts are known here. */
    public Mono<Long> record(String provider, List<DeliveryReceipt> receipts) {
        return messages.record(provider, receipts);
    }

    /** The texts with the code of a challenge, the newest so many. */
    public Mono<List<JournalText>> ofChallenge(UUID challengeId, int most) {
        return messages.ofChallenge(challengeId, most);
    }

    /** The texts to a phone for a purpose that were begun in this time, the newest so many. */
    public Mono<List<JournalText>> of(PhoneNumber phone, String purpose, Instant from, Instant to, int most) {
        return messages.ofPhone(phone, purpose, from, to, most);
    }

    /** Removes a phone from the rows of its texts until then; costs and outcomes stay. */
    public Mono<Void> erase(PhoneNumber phone, Instant until) {
        return messages.erase(phone, until);
    }

    private CodeDelivery deliveryOf(CodeText text) {
        if (text.delivery().equals(Delivery.DELIVERED.id())) {
            return CodeDelivery.DELIVERED;
        }
        return text.delivery().equals(Delivery.FAILED.id())
                ? CodeDelivery.undelivered(problemOf(text))
                : CodeDelivery.SENT;
    }

    private DeliveryProblem problemOf(CodeText text) {
        var webhook = webhooks.get(text.provider());
        return webhook == null ? DeliveryProblem.OTHER : webhook.problem(text.reason());
    }
}
