package io.ordergate.sms.journal;

import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.text.SmsLength;
import io.ordergate.support.phone.PhoneNumber;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One attempt to send a text through one provider, with its result and without the words. */
record SmsAttempt(
        UUID id,
        String provider,
        String purpose,
        PhoneNumber to,
        SmsLength length,
        SmsResult result,
        Instant askedAt,
        Instant answeredAt,
        @Nullable UUID challengeId) {

    static SmsAttempt of(SmsMessage message, String provider, SmsResult result, Instant askedAt, Instant answeredAt) {
        return new SmsAttempt(
                message.id(),
                provider,
                message.purpose(),
                message.to(),
                SmsLength.of(message.text().value()),
                result,
                askedAt,
                answeredAt,
                message.challengeId());
    }
}
