package io.ordergate.sms;

import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** What was sent, for whoever answers for the people it was sent to. */
@Service
public class SentMessages {

    private final SmsMessageRepository messages;

    SentMessages(SmsMessageRepository messages) {
        this.messages = messages;
    }

    /** Takes a phone, in E.164, out of everything that was sent to it; what it cost and what came of it stays. */
    public Mono<Void> forget(String phone) {
        return messages.forget(phone);
    }
}
