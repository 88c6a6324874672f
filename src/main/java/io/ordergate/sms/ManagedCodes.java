package io.ordergate.sms;

import reactor.core.publisher.Mono;

/**
 * A provider that makes, sends and compares codes itself. As with {@link SmsSender}, an error means that it did not do it;
 * silence, that nobody knows.
 */
public interface ManagedCodes {

    /** The name by which settings choose it. */
    String provider();

    /** Whether this provider makes the codes where it is the only one and OTP_MODE is not set. */
    default boolean isDefault() {
        return false;
    }

    /** The name in metrics and in what is kept, apart from the texts of the same provider. */
    String name();

    /**
     * Makes a code and sends it; the id of what is accepted is the provider's name for the code.
     *
     * @param message without words, which are the provider's
     */
    Mono<SmsResult> send(SmsMessage message, String language);

    /** Sends the code of this id once more. */
    Mono<SmsResult> sendAgain(String id, SmsMessage message, String language);

    /** Compares a code, once. Never an error. */
    Mono<ManagedCode.Check> check(String id, String code);
}
