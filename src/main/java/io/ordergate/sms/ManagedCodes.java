package io.ordergate.sms;

import reactor.core.publisher.Mono;

/**
 * A provider that makes, sends and compares codes itself. As with {@link SmsSender}, an error means that the provider did
 * nothing; no response, that nobody knows.
 */
public interface ManagedCodes {

    /** The name by which settings choose the provider. */
    String provider();

    /** Whether this provider makes the codes where no other one is chosen and OTP_MODE is not set. */
    default boolean isDefault() {
        return false;
    }

    /** The name in metrics and in the database, other than that of the texts of the same provider. */
    String name();

    /**
     * Makes a code and sends the code. The id of an accepted message is the provider's name for the code.
     *
     * @param message a message without words: the provider writes them
     */
    Mono<SmsResult> send(SmsMessage message, String language);

    /** Sends the code of this id once more. */
    Mono<SmsResult> sendAgain(String id, SmsMessage message, String language);

    /** Compares a code, once. Emits no error. */
    Mono<ManagedCode.Check> check(String id, String code);
}
