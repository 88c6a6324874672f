package io.ordergate.sms;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One text to one phone. The words may hold a code, and are never printed.
 *
 * @param id the id of this message, by which some providers recognise a repetition
 * @param purpose the purpose of the text, such as {@code order}; never shown to the customer
 * @param challengeId the challenge whose code the text carries, if any
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
