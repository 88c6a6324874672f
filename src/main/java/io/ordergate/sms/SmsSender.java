package io.ordergate.sms;

import reactor.core.publisher.Mono;

/** The sending of texts by one provider. An error means that the provider has not accepted the text; no response, that nobody
 * knows. */
public interface SmsSender {

    /** The name by which settings choose the provider. */
    String name();

    Mono<SmsResult> send(SmsMessage message);
}
