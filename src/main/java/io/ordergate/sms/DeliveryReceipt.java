package io.ordergate.sms;

import io.ordergate.sms.SmsResult.Price;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a provider tells later about a text that it took.
 *
 * @param reason the provider's own code for a failure, empty without one
 */
public record DeliveryReceipt(
        String messageId,
        Delivery delivery,
        String reason,
        @Nullable Price price) {

    /**
     * How far a text has come, from the least news to the best. Receipts arrive in any order and more than once; the greatest
     * of them counts.
     */
    public enum Delivery {
        QUEUED,
        SENT,
        FAILED,
        DELIVERED;

        /** The name in the database. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
