package io.ordergate.sms;

import io.ordergate.sms.SmsResult.Price;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a provider reports later about a text that the provider has accepted.
 *
 * @param reason the provider's own code for a failure, empty without one
 */
public record DeliveryReceipt(
        String messageId,
        Delivery delivery,
        String reason,
        @Nullable Price price) {

    /**
     * How far a text has come, in the order in which receipts replace each other. Receipts arrive in any order and more than
     * once; the greatest state counts.
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
