package io.ordergate.sms;

import io.ordergate.support.phone.PhoneNumber;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One text to one phone. It may hold a code, so it shows itself without its words.
 *
 * @param id our own name for it, which a provider that takes one uses to tell a repeat
 * @param purpose what it is for, such as {@code order}; never shown to the customer
 * @param challengeId the challenge whose code it carries, if it does
 */
public record SmsMessage(
        UUID id,
        PhoneNumber to,
        String purpose,
        String text,
        @Nullable UUID challengeId) {

    @Override
    public String toString() {
        return "SmsMessage[to=" + to.masked() + "]";
    }
}
