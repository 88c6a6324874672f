package io.ordergate.sms;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;
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

        private static final Pattern ID = Pattern.compile("[!-~]{1,200}");

        /** An id that no receipt can name is none: texts are written down many at a time, and must not fail for one. */
        public Accepted {
            messageId = isId(messageId) ? messageId : "";
        }

        /** Whether this can be the id of a text: visible ASCII, not too long. */
        public static boolean isId(String text) {
            return ID.matcher(text).matches();
        }

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
    record Refused(SmsOutcome outcome, String reason, Duration pause) implements SmsResult {

        private static final Pattern UNREADABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

        /** Refusals are written down many at a time, and must not fail for one whose reason cannot be stored. */
        public Refused {
            reason = UNREADABLE.matcher(reason).replaceAll("");
        }
    }

    /** What a text costs, when the provider says so. */
    record Price(BigDecimal amount, String currency) {

        private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
        private static final BigDecimal TOO_MUCH = BigDecimal.valueOf(1_000_000);
        private static final int FINEST = 12;

        /** None where this is no price that a text can have. */
        public static @Nullable Price of(BigDecimal amount, String currency) {
            var sane = amount.signum() >= 0 && amount.compareTo(TOO_MUCH) < 0 && Math.abs(amount.scale()) <= FINEST;
            return sane && CURRENCY.matcher(currency).matches() ? new Price(amount, currency) : null;
        }
    }

    static SmsResult accepted(String messageId) {
        return new Accepted(messageId, null);
    }

    static SmsResult refused(SmsOutcome outcome, String reason) {
        return new Refused(outcome, reason, Duration.ZERO);
    }
}
