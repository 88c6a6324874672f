package io.ordergate.sms.journal;

import io.ordergate.sms.CodeDelivery;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** What was sent, for whoever answers for the people it was sent to. */
@Service
public class SentMessages {

    private final SmsMessageRepository messages;
    private final SmsJournal journal;

    SentMessages(SmsMessageRepository messages, SmsJournal journal) {
        this.messages = messages;
        this.journal = journal;
    }

    /** The code of this challenge was typed back; it is written down a moment later. */
    public void verified(UUID challengeId) {
        journal.verified(challengeId);
    }

    /** Whether a code that was texted to this phone, in E.164, has ever been typed back, as far as is kept. */
    public Mono<Boolean> isKnown(String phone) {
        return messages.isKnown(phone);
    }

    /** The providers whose text with the code of this challenge did not arrive. */
    public Mono<Set<String>> undelivered(UUID challengeId) {
        return messages.undelivered(challengeId);
    }

    /** How far the text with the code of this challenge has come. */
    public Mono<CodeDelivery> delivery(UUID challengeId) {
        return messages.delivery(challengeId);
    }

    /** Takes a phone, in E.164, out of everything that was sent to it until then; what it cost and what came of it stays. */
    public Mono<Void> forget(String phone, Instant until) {
        return messages.forget(phone, until);
    }
}
