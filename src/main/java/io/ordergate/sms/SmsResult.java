package io.ordergate.sms;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a provider made of a text. */
public sealed interface SmsResult {

    SmsOutcome outcome();

    /**
     * The provider took the text.
     *
     * @param messageId the provider's id of it, which delivery receipts will name
     */
    record Accepted(String messageId, @Nullable Price price) implements SmsResult {

        @Override
        public SmsOutcome outcome() {
            return SmsOutcome.ACCEPTED;
        }
    }

    /**
     * It did not, or nobody knows.
     *
     * @param reason the provider's own code for it, never its words: those quote phone numbers
     * @param pause how long the provider is to be left alone, with every text; zero when only this one is concerned
     */
    record Refused(SmsOutcome outcome, String reason, Duration pause) implements SmsResult {}

    /** What a text costs, when the provider says so. */
    record Price(BigDecimal amount, String currency) {}

    static SmsResult accepted(String messageId) {
        return new Accepted(messageId, null);
    }

    static SmsResult refused(SmsOutcome outcome, String reason) {
        return new Refused(outcome, reason, Duration.ZERO);
    }
}
