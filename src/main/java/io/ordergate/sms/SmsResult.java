package io.ordergate.sms;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The result of one attempt to send a text. */
public sealed interface SmsResult {

    SmsOutcome outcome();

    /**
     * The provider has accepted the text.
     *
     * @param messageId the provider's id of the text, which delivery receipts will name
     */
    record Accepted(String messageId, @Nullable Price price) implements SmsResult {

        private static final Pattern ID = Pattern.compile("[!-~]{1,200}");

        /** Drops an id that no receipt can name: rows are written many at a time, and must not fail for one. */
        public Accepted {
            messageId = isId(messageId) ? messageId : "";
        }

        /** Whether this can be the id of a text: visible ASCII of a limited length. */
        public static boolean isId(String text) {
            return ID.matcher(text).matches();
        }

        @Override
        public SmsOutcome outcome() {
            return SmsOutcome.ACCEPTED;
        }
    }

    /**
     * The provider has not accepted the text, or nobody knows.
     *
     * @param reason the provider's error code, never its words: they quote phone numbers
     * @param pause how long no text may be given to the provider; zero where only this text is concerned
     */
    record Refused(SmsOutcome outcome, String reason, Duration pause) implements SmsResult {

        private static final Pattern UNREADABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

        /** Drops characters that cannot be stored: rows are written many at a time, and must not fail for one. */
        public Refused {
            reason = UNREADABLE.matcher(reason).replaceAll("");
        }
    }

    /** The price of a text, where the provider reports one. */
    record Price(BigDecimal amount, String currency) {

        private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
        private static final BigDecimal TOO_MUCH = BigDecimal.valueOf(1_000_000);
        private static final int FINEST = 12;

        /** The price; null where no text can cost so much, or the currency is none. */
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
