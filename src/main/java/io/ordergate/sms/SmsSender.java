package io.ordergate.sms;

import reactor.core.publisher.Mono;

/** One provider. An error means that it did not take the text; silence, that nobody knows. */
public interface SmsSender {

    /** The name by which settings choose it. */
    String name();

    Mono<SmsResult> send(SmsMessage message);
}
