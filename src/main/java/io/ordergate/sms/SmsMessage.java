package io.ordergate.sms;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One text to one phone. The words may hold a code, and are never printed.
 *
 * @param id our own name for it, which a provider that takes one uses to tell a repeat
 * @param purpose what it is for, such as {@code order}; never shown to the customer
 * @param challengeId the challenge whose code it carries, if it does
 */
public record SmsMessage(
        UUID id,
        PhoneNumber to,
        String purpose,
        Sensitive text,
        @Nullable UUID challengeId) {

    /** The purpose of texts that carry no code. */
    public static final String NOTICE = "notice";
}
